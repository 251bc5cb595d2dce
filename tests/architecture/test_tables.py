"""What every table must have: its lock where it is about a child, and who did it beside when."""

import pytest
from django.apps import apps
from django.db import connection, models

from harambee.access.rls import PROTECTED, tables, unlocked

# Models that hold nothing about a child or family, each with the reason. A new model is in one of the lists.
OPEN = {
    "Area": "places",
    "Organization": "organizations",
    "User": "logins",
    "Duty": "sets of permissions",
    "DutyConflict": "pairs of duties",
    "Desk": "duties at organizations",
    "Post": "who works where",
    "PostDuty": "who works where",
    "AuditSeal": "hashes",
    "AuditPrint": "hashes",
    "Once": "spent one-time keys",
    "Draft": "encrypted; row security opens it to its owner alone",
    "ApiToken": "hashes of secrets",
    "KeptAnswer": "answers of the API, encrypted with a key that only the caller holds",
    "Use": "counts of requests",
}
# The locks themselves, with policies of their own in access's migration.
LOCKS = {"Grant", "WorklistRow", "Exclusion", "Notice", "AuditEvent"}
# The directory is public knowledge among partners.
PUBLIC_SLICES = {"directory"}


def ours() -> list[type[models.Model]]:
    found = [one for one in apps.get_models() if one.__module__.startswith("harambee.")]
    return [one for one in found if not hasattr(one, "pgh_tracked_model")]


def test_every_table_is_locked_or_open_for_a_reason() -> None:
    for model in ours():
        if model._meta.app_label in PUBLIC_SLICES or model.__name__ in OPEN | dict.fromkeys(LOCKS):
            assert model not in PROTECTED, model
        else:
            assert model in PROTECTED, f"{model.__name__}: mark it @protected, or say why it is open"


def test_every_lock_is_on_and_forced(db: None) -> None:
    assert tables()
    assert unlocked() == []
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname = any(%s)"
            " and not (relrowsecurity and relforcerowsecurity)",
            [
                [
                    "access_grant",
                    "access_worklistrow",
                    "access_exclusion",
                    "access_notice",
                    "access_auditevent",
                ]
            ],
        )
        assert cursor.fetchall() == []


def test_a_lock_taken_off_is_noticed(db: None, django_db_blocker: object) -> None:
    """`unlocked` compares the database with the models: one marked as protected without a policy is named."""
    from harambee.access.models import Area
    from harambee.access.rls import Protection

    PROTECTED[Area] = Protection(("id",), 1)
    try:
        assert unlocked() == ["access_area"]
    finally:
        del PROTECTED[Area]


def test_policies_and_models_say_the_same(db: None) -> None:
    with connection.cursor() as cursor:
        for table, protection in tables().items():
            cursor.execute(
                "select pg_get_expr(polqual, polrelid) from pg_policy where polrelid = %s::regclass"
                " and polname = 'app_read'",
                [table],
            )
            policy = cursor.fetchone()[0]
            for subject in protection.subjects:
                assert f"{table}.{subject}" in policy, (table, policy)
            wanted = (
                f"{table}.{protection.category}"
                if isinstance(protection.category, str)
                else str(protection.category)
            )
            assert f"categories & {wanted})" in policy, (table, policy)


def test_nothing_about_a_child_can_be_deleted(db: None) -> None:
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute("select has_table_privilege(current_user, %s, 'DELETE, TRUNCATE')", [table])
            assert cursor.fetchone() == (False,), table


def test_history_cannot_be_changed(db: None) -> None:
    with connection.cursor() as cursor:
        for table, protection in tables().items():
            if protection.append_only:
                cursor.execute("select has_table_privilege(current_user, %s, 'UPDATE')", [table])
                assert cursor.fetchone() == (False,), table


@pytest.mark.parametrize("model", ours(), ids=lambda one: one.__name__)
def test_when_stands_beside_who(model: type[models.Model]) -> None:
    """`x_at` needs `x_by`, and both are known or neither; dates that are no acts have other names."""
    names = {field.name for field in model._meta.get_fields() if isinstance(field, models.Field)}
    for name in names:
        if name.endswith("_at"):
            partner = f"{name[:-3]}_by"
            assert partner in names, f"{model.__name__}.{name} does not say who"
            if model._meta.get_field(name).null:
                pairs = [
                    str(one) for one in model._meta.constraints if isinstance(one, models.CheckConstraint)
                ]
                assert any(name in one and partner in one for one in pairs), f"{model.__name__}.{name}"


def test_every_foreign_key_to_what_is_locked_keeps_it() -> None:
    """A cascade in the database would delete rows that nobody sees."""
    for model in ours():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model in PROTECTED:
                assert field.remote_field.on_delete is models.PROTECT, f"{model.__name__}.{field.name}"


def test_no_state_is_a_database_enum(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.typname from pg_type t join pg_attribute a on a.atttypid = t.oid "
            " join pg_class c on c.oid = a.attrelid"
            " where t.typtype = 'e' and c.relkind = 'r' and c.relname not like 'procrastinate%'"
        )
        assert cursor.fetchall() == []
