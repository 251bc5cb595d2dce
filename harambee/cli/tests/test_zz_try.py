import os, time, cProfile, pstats
import pytest
@pytest.mark.django_db
def test_try():
    from harambee.cli.demo.loading import build
    scale=float(os.environ.get("SCALE","1"))
    t=time.time(); c=time.process_time()
    if os.environ.get("PROF"):
        p=cProfile.Profile(); p.enable()
    n=[0,0]
    def adv(a,b): n[:]=[a,b]
    made=build(scale=scale, advance=adv)
    if os.environ.get("PROF"):
        p.disable(); pstats.Stats(p).sort_stats("cumulative").print_stats(90)
    print(n,"wall",time.time()-t,"cpu",time.process_time()-c)
    from django.db import connection
    from harambee.access.actors import acting_as
    from collections import Counter
    with connection.cursor() as cur:
        from harambee.referrals.states import State as R
        from harambee.cases.states import State as C
        seen=Counter(); refs=Counter()
        for p in made.people:
            with acting_as(p.actor):
                cur.execute("select id, state from cases_case"); rows=cur.fetchall()
                cur.execute("select id, state from referrals_referral"); r2=cur.fetchall()
                seen.update(dict(rows).items() and {(i,s):0 for i,s in rows}); refs.update({(i,s):0 for i,s in r2})
                if p.worker.place.sign_in: print(p.worker.place.sign_in, p.worker.name, len(rows), Counter(C(s).label for i,s in rows), len(r2), Counter(R(s).label for i,s in r2))
        print(Counter(C(s).name for i,s in seen), Counter(R(s).name for i,s in refs))
