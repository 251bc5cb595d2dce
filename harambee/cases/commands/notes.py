"""Notes of visits, calls and meetings: written once, put right by an addendum."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from harambee.access.actors import Actor
from harambee.access.gate import authorize, command, record, visible
from harambee.access.states import Category
from harambee.cases import queries
from harambee.cases.commands import answers
from harambee.cases.models import Note
from harambee.cases.states import NoteKind
from harambee.kernel import clock


@command("case.add_note")
def add_note(
    actor: Actor,
    case_id: UUID,
    *,
    text: str,
    kind: str = NoteKind.OTHER,
    category: int = Category.NARRATIVE,
    addendum_to: UUID | None = None,
) -> Note:
    """Write a note of one category of information; it is never changed, an addendum says what was wrong.

    Raises NotVisible, NotAllowed, WrongState, Invalid.
    """
    case = queries.case(actor, case_id)
    answers.choice("kind", kind, NoteKind.values)
    answers.choice("category", category, [int(one) for one in Category])
    if addendum_to is not None:
        first = visible(actor, Note).filter(pk=addendum_to, case=case).first()
        if first is None:
            raise answers.wrong("addendum_to", _("There is no such note in this case."))
        category, kind = first.category, first.kind
    note = Note(
        case=case,
        kind=kind,
        category=int(category),
        text=answers.text("text", text, required=_("Write the note.")),
        addendum_to_id=addendum_to,
        written_at=clock.now(),
        written_by_id=actor.user_id,
        written_in=actor.post,
    )
    authorize(actor, "case.add_note", note)
    case.must_be_open()
    note.save(force_insert=True)
    record(actor, "case.add_note", case.about(Category(note.category)), note=str(note.pk))
    return note
