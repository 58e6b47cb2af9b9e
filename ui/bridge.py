"""Work outside the GUI thread: `Op(parent, call).on_success(show).on_failure(tell).start()`.

`call` runs in a worker; its answer comes back in the GUI thread. When `parent` is destroyed meanwhile, the answer is
dropped. An operation keeps itself alive until it is done.
"""

from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot
from shiboken6 import isValid

from ui.errors import ErrorWords, words_of

Answer = TypeVar("Answer")


@runtime_checkable
class TellsProblems(Protocol):
    """A screen with a place for messages; an operation without `on_failure` speaks there."""

    def tell_problem(self, words: ErrorWords) -> None:
        """Show what went wrong, inside the page."""
        ...


class Bridge:
    """How operations run; tests and screenshots set `synchronous` to have every answer at once."""

    synchronous = False


class _Mail(QObject):
    """Lives in the GUI thread; signals that a worker emits arrive there. One object each: no other type is sent."""

    done = Signal(object)
    failed = Signal(object)
    moved = Signal(object)


class _Work(QRunnable):
    def __init__(self, run: Callable[[], None]) -> None:
        super().__init__()
        self._run = run
        self.setAutoDelete(True)

    def run(self) -> None:
        self._run()


_under_way: set["Op[Any]"] = set()


class Op(QObject, Generic[Answer]):
    """One call in a worker thread. Whoever passes `progress` to the call gets it back by `on_progress`.

    `call` may take no argument. For progress use `on_progress(f)` and call `op.report(value)` from the worker.
    """

    def __init__(self, parent: QObject, call: Callable[[], Answer]) -> None:
        super().__init__()
        self._parent = parent
        self._call = call
        self._success: Callable[[Answer], object] | None = None
        self._failure: Callable[[Exception], object] | None = None
        self._progress: Callable[[Any], object] | None = None
        self._finally: Callable[[], object] | None = None
        self._dropped = False
        self._mail = _Mail()
        queued = Qt.ConnectionType.AutoConnection
        self._mail.done.connect(self._on_done, queued)
        self._mail.failed.connect(self._on_failed, queued)
        self._mail.moved.connect(self._on_moved, queued)

    def on_success(self, show: Callable[[Answer], object]) -> "Op[Answer]":
        """Called in the GUI thread with the answer."""
        self._success = show
        return self

    def on_failure(self, tell: Callable[[Exception], object]) -> "Op[Answer]":
        """Called in the GUI thread with the error; without it the parent's `tell_problem` speaks."""
        self._failure = tell
        return self

    def on_progress(self, show: Callable[[Any], object]) -> "Op[Answer]":
        """Called in the GUI thread with whatever the worker gives to `report`."""
        self._progress = show
        return self

    def on_end(self, do: Callable[[], object]) -> "Op[Answer]":
        """Called in the GUI thread after success and after failure."""
        self._finally = do
        return self

    def start(self) -> "Op[Answer]":
        """Begin."""
        _under_way.add(self)
        if Bridge.synchronous:
            self._work()
        else:
            QThreadPool.globalInstance().start(_Work(self._work))
        return self

    def report(self, value: object) -> None:
        """From the worker: how far it is."""
        self._mail.moved.emit(value)

    def drop(self) -> None:
        """Let the answer fall; the call itself runs to its end."""
        self._dropped = True

    def _work(self) -> None:
        try:
            answer = self._call()
        except Exception as error:
            self._mail.failed.emit(error)
        else:
            self._mail.done.emit(answer)

    @Slot(object)
    def _on_done(self, answer: Answer) -> None:
        try:
            if self._wanted() and self._success is not None:
                self._success(answer)
        finally:
            self._end()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        try:
            if not self._wanted():
                return
            if self._failure is not None:
                self._failure(error)
            else:
                tell_problem(self._parent, error)
        finally:
            self._end()

    @Slot(object)
    def _on_moved(self, value: object) -> None:
        if self._progress is not None and self._wanted():
            self._progress(value)

    def _wanted(self) -> bool:
        return not self._dropped and isValid(self._parent)

    def _end(self) -> None:
        try:
            if self._finally is not None and self._wanted():
                self._finally()
        finally:
            _under_way.discard(self)


class Latest:
    """The latest question wins: `ask(call, show)` again, and the answer to the question before is dropped."""

    def __init__(self, parent: QObject) -> None:
        self._parent = parent
        self._now: Op[Any] | None = None

    def ask(
        self,
        call: Callable[[], Answer],
        show: Callable[[Answer], object],
        tell: Callable[[Exception], object] | None = None,
    ) -> None:
        """Ask in a worker thread; `show` is called with the answer unless something newer was asked."""
        self.drop()
        operation: Op[Answer] = Op(self._parent, call).on_success(show)
        if tell is not None:
            operation.on_failure(tell)
        self._now = operation
        operation.start()

    def drop(self) -> None:
        """Want no answer any more."""
        if self._now is not None:
            self._now.drop()
            self._now = None


def tell_problem(parent: QObject, error: BaseException) -> None:
    """Show an error in the nearest page above `parent` that has a place for messages."""
    words = words_of(error)
    holder: QObject | None = parent
    while holder is not None:
        if isinstance(holder, TellsProblems):
            holder.tell_problem(words)
            return
        holder = holder.parent()


def operations_under_way() -> int:
    """How many operations have not ended; tests wait for 0."""
    return len(_under_way)
