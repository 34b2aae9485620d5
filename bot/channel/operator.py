"""For the operator: is it alive, can it serve, and how much does it do. No text, no person, in any of it."""

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, ProcessCollector, generate_latest

from bot.proof import WHOLE, BadHeads, head_of, heads_file, missing_in
from bot.settings import Settings
from bot.store.database import Database
from bot.store.records import Records


def operator_routes(database: Database, settings: Settings) -> list[web.RouteDef]:
    """`/healthz` says that the process answers, `/readyz` that it can reach its database, `/metrics` what is waiting."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    waiting = Gauge("privacy_letters_waiting", "Letters neither sent nor given up", registry=registry)
    open_cases = Gauge("privacy_cases_open", "Cases that are not closed", registry=registry)
    unkept = Gauge("privacy_audit_heads_unkept", "Daily heads of the log that are not in the file outside the database", registry=registry)
    damaged = Gauge("privacy_audit_damaged", "1 when the last verification found the log damaged", registry=registry)

    async def health(request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(request: web.Request) -> web.Response:
        is_ready = await database.answers()
        return web.json_response({"status": "ok" if is_ready else "database unreachable"}, status=200 if is_ready else 503)

    async def metrics(request: web.Request) -> web.Response:
        async with database.reading() as records:
            waiting.set(await records.letters.how_many_wait())
            open_cases.set(len(await records.queue.open_by_due()))
            unkept.set(await _unkept(records, settings))
            verified = await records.audit.find_verification()
            damaged.set(verified is not None and verified.result != WHOLE)
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return [web.get("/healthz", health), web.get("/readyz", ready), web.get("/metrics", metrics)]


async def _unkept(records: Records, settings: Settings) -> int:
    """All of them when the file cannot be read."""
    heads = [head_of(row) for row in await records.audit.heads()]
    try:
        return len(missing_in(heads_file(settings), heads))
    except (OSError, BadHeads):
        return len(heads)
