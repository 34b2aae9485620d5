"""Every route of the console, in one table.

To add one: its pages in `Pages`, made in console.py, and a row in `table` that says what it is, where, and who may use it.
Tests walk through the table, every role against every row, so that a new row is tried at once.
"""

from dataclasses import dataclass

from bot.desk.sessions import Stage
from bot.staff.access import ADMINISTRATOR, EVERYBODY, OFFICER, WITNESSES, WORKERS, Route, action, page, report, upload
from bot.staff.answer import AnswerPages
from bot.staff.approvals import ApprovalPages
from bot.staff.breaches import BreachPages
from bot.staff.cases import CasePages
from bot.staff.copy import CopyPages
from bot.staff.correct import CorrectPages
from bot.staff.erase import ErasePages
from bot.staff.factor import FactorPages
from bot.staff.figures import FigurePages
from bot.staff.files import FilePages
from bot.staff.finishing import FinishPages
from bot.staff.frames import serve_static
from bot.staff.log import LogPages
from bot.staff.login import LoginPages
from bot.staff.misses import MissPages
from bot.staff.people import PeoplePages
from bot.staff.person import PersonPages
from bot.staff.queue import QueuePages
from bot.staff.record import RecordPages
from bot.staff.register import RegisterPages
from bot.staff.report import ReportPages
from bot.staff.sessions import SessionPages
from bot.staff.telling import TellingPages
from bot.staff.withhold import WithholdPages


@dataclass(frozen=True)
class Pages:
    """Whatever answers requests."""

    login: LoginPages
    person: PersonPages
    factor: FactorPages
    sessions: SessionPages
    people: PeoplePages
    queue: QueuePages
    cases: CasePages
    finishing: FinishPages
    extending: TellingPages
    asking: TellingPages
    answering: AnswerPages
    files: FilePages
    withholding: WithholdPages
    copying: CopyPages
    erasing: ErasePages
    correcting: CorrectPages
    restricting: TellingPages
    lifting: TellingPages
    stopping: TellingPages
    reporting: ReportPages
    register: RegisterPages
    breaches: BreachPages
    approvals: ApprovalPages
    misses: MissPages
    log: LogPages
    figures: FigurePages
    record: RecordPages


def table(pages: Pages) -> tuple[Route, ...]:
    """The rows. A page and an action may share a path and a name, and yet have different roles."""
    login, person, cases, finishing = pages.login, pages.person, pages.cases, pages.finishing
    approvals, breaches, misses = pages.approvals, pages.breaches, pages.misses
    return (
        page("/static/{stamp}/{name}", serve_static, "static", EVERYBODY, stage=Stage.OPEN),
        page("/login", login.show, "login", EVERYBODY, stage=Stage.OPEN),
        action("/login", login.submit, "login", EVERYBODY, stage=Stage.OPEN),
        action("/login/code", login.submit_code, "code", EVERYBODY, stage=Stage.CODE),
        action("/logout", login.log_out, "logout", EVERYBODY, stage=Stage.CODE),
        page("/password", person.show_password, "password", EVERYBODY, stage=Stage.SETUP),
        action("/password", person.change_password, "password", EVERYBODY, stage=Stage.SETUP),
        action("/language", person.choose_language, "language", EVERYBODY, stage=Stage.SETUP),
        action("/session", person.keep_alive, "session", EVERYBODY, stage=Stage.SETUP),
        page("/factor", pages.factor.show, "factor", EVERYBODY, stage=Stage.SETUP),
        action("/factor", pages.factor.enrol, "factor", EVERYBODY, is_fresh=True, stage=Stage.SETUP),
        action("/factor/new", pages.factor.begin, "new-factor", EVERYBODY, is_fresh=True),
        action("/factor/codes", pages.factor.renew_codes, "recovery-codes", EVERYBODY, is_fresh=True),
        page("/sessions", pages.sessions.show, "sessions", EVERYBODY),
        action("/sessions/end", pages.sessions.end, "end-session", EVERYBODY),
        action("/sessions/end-others", pages.sessions.end_others, "end-other-sessions", EVERYBODY),
        page("/people", pages.people.show, "people", ADMINISTRATOR),
        action("/people", pages.people.add, "people", ADMINISTRATOR, is_fresh=True),
        action("/people/{account}/role", pages.people.change_role, "change-role", ADMINISTRATOR, is_fresh=True),
        action("/people/{account}/reset", pages.people.reset, "reset-account", ADMINISTRATOR, is_fresh=True),
        action("/people/{account}/close", pages.people.close, "close-account", ADMINISTRATOR, is_fresh=True),
        page("", pages.queue.show, "queue", WORKERS),
        page("/cases/{reference}", cases.show, "case", WORKERS),
        *(action(f"/cases/{{reference}}/{name}", handler, name, WORKERS) for name, handler in cases.actions().items()),
        page("/cases/{reference}/finish", finishing.show, "finish", WORKERS),
        action("/cases/{reference}/finish", finishing.submit, "finish", WORKERS),
        action("/cases/{reference}/close", finishing.close, "close", WORKERS),
        *_letter("extend", pages.extending),
        *_letter("ask", pages.asking),
        page("/cases/{reference}/answer", pages.answering.show, "answer", WORKERS),
        action("/cases/{reference}/answer", pages.answering.save, "answer", WORKERS),
        page("/cases/{reference}/withhold", pages.withholding.show, "withhold", WORKERS),
        action("/cases/{reference}/withhold", pages.withholding.add, "withhold", WORKERS),
        action("/cases/{reference}/include", pages.withholding.remove, "include", WORKERS),
        page("/cases/{reference}/files", pages.files.show, "files", WORKERS),
        upload("/cases/{reference}/files", pages.files.add, "files", WORKERS),
        page("/cases/{reference}/files/{file}", pages.files.download, "file", WORKERS),
        action("/cases/{reference}/unfile", pages.files.remove, "unfile", WORKERS),
        page("/cases/{reference}/copy", pages.copying.show, "copy", WORKERS),
        action("/cases/{reference}/copy", pages.copying.release, "copy", WORKERS, is_fresh=True),
        page("/cases/{reference}/copy/draft", pages.copying.draft, "copy-draft", WORKERS),
        action("/cases/{reference}/revoke-copy", pages.copying.revoke, "revoke-copy", WORKERS),
        page("/cases/{reference}/erase", pages.erasing.show, "erase", WORKERS),
        action("/cases/{reference}/erase", pages.erasing.submit, "erase", WORKERS),
        page("/cases/{reference}/correct", pages.correcting.show, "correct", WORKERS),
        action("/cases/{reference}/correct", pages.correcting.add, "correct", WORKERS),
        action("/cases/{reference}/uncorrect", pages.correcting.remove, "uncorrect", WORKERS),
        *_letter("restrict", pages.restricting),
        *_letter("lift", pages.lifting),
        *_letter("stop", pages.stopping),
        report("/cases/{reference}/report", pages.reporting.show, "report"),
        report("/cases/{reference}/report.json", pages.reporting.download, "report-data"),
        page("/register", pages.register.show, "register", WORKERS),
        action("/register", pages.register.submit, "register", WORKERS),
        page("/breaches", breaches.show_all, "breaches", WORKERS),
        page("/breaches/new", breaches.show_new, "new-breach", WORKERS),
        action("/breaches/new", breaches.register, "new-breach", WORKERS),
        page("/breaches/{breach}", breaches.show, "breach", WORKERS),
        action("/breaches/{breach}/save", breaches.save, "save-breach", WORKERS),
        action("/breaches/{breach}/reopen", breaches.reopen, "reopen-breach", WORKERS),
        page("/approvals", approvals.show_all, "approvals", OFFICER),
        page("/cases/{reference}/approval", approvals.show, "approval", WORKERS),
        action("/cases/{reference}/approve", approvals.approve, "approve", OFFICER, is_fresh=True),
        action("/cases/{reference}/reject", approvals.reject, "reject", OFFICER),
        page("/log", pages.log.show, "log", WITNESSES),
        page("/log.csv", pages.log.download, "log-table", WITNESSES),
        page("/figures", pages.figures.show, "figures", WITNESSES),
        page("/figures.csv", pages.figures.download, "figures-table", WITNESSES),
        page("/record", pages.record.show, "record", WITNESSES),
        page("/misses", misses.show, "misses", OFFICER),
        action("/misses/{miss}/assign", misses.assign, "assign-miss", OFFICER),
        action("/misses/{miss}/drop", misses.drop, "drop-miss", OFFICER),
    )


def _letter(name: str, telling: TellingPages) -> tuple[Route, ...]:
    """A letter in the middle of a case: its form, the letter as it will go, and its sending."""
    return (
        page(f"/cases/{{reference}}/{name}", telling.show, name, WORKERS),
        action(f"/cases/{{reference}}/{name}", telling.submit, name, WORKERS),
        action(f"/cases/{{reference}}/{name}/send", telling.send, f"{name}-send", WORKERS),
    )
