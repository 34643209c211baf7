"""PostgreSQL writes one batch while Python makes up the next: two processors, one transaction."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Self

from django.db import connection

from backend.demo.city.sheet import Page


class Writer:
    """Writes pages in a thread of its own, on the connection and in the transaction at hand.

    One batch is on its way at most. Any query of the thread that made it waits until it is
    written, so everybody sees the rows as if they had been written at once.
    """

    def __enter__(self) -> Self:
        self.thread = ThreadPoolExecutor(max_workers=1)
        self.on_its_way: Future[None] | None = None
        self.queries = connection.execute_wrapper(self._query)
        self.queries.__enter__()
        return self

    def write(self, pages: Sequence[Page]) -> int:
        """Begin to write; answers how many rows there are."""
        self.finish()
        # Django's connection belongs to its thread; the one under it may be handed over.
        self.on_its_way = self.thread.submit(_write, connection.connection, pages)
        return sum(len(page.rows) for page in pages)

    def finish(self) -> None:
        """Wait for the batch on its way; what refused a row is raised here."""
        if self.on_its_way is not None:
            batch, self.on_its_way = self.on_its_way, None
            batch.result()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.thread.shutdown()
        self.queries.__exit__(kind, error, trace)
        if error is None:
            self.finish()

    def _query(self, execute: Callable[..., Any], *query: Any) -> Any:
        self.finish()
        return execute(*query)


def _write(psycopg_connection: Any, pages: Sequence[Page]) -> None:
    with psycopg_connection.cursor() as cursor:
        for page in pages:
            page.write(cursor)
