"""SQLAlchemy with a real database: what is loaded is shown, and looking at anything executes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from looking import check, parts_of, quietly, through_probe
from probing import Probing
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    mapped_column,
    relationship,
)


class Base(DeclarativeBase):
    pass


class Author(Base):
    __tablename__ = "author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    books: Mapped[list[Book]] = relationship(back_populates="author")


class Book(Base):
    __tablename__ = "book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    blurb: Mapped[str] = mapped_column(default="-", deferred=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("author.id"))
    author: Mapped[Author] = relationship(back_populates="books")


class Point(MappedAsDataclass, Base):
    __tablename__ = "point"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    x: Mapped[int]


@pytest.fixture
def engine_of_database(tmp_path: Path) -> Iterator[sa.Engine]:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'shop.sqlite3'}")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Author(name="Ann", books=[Book(title="Tea")]))
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def executed(engine_of_database: sa.Engine) -> list[str]:
    """Every statement that reaches the database."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    sa.event.listen(engine_of_database, "before_cursor_execute", note)
    return statements


@pytest.fixture
def session(engine_of_database: sa.Engine, executed: list[str]) -> Iterator[Session]:
    with Session(engine_of_database) as one:
        yield one


def loaded(obj: Any) -> set[str]:
    """What SQLAlchemy itself says is there."""
    state = sa.inspect(obj)
    return {attribute.key for attribute in state.attrs} - state.unloaded


def test_the_listener_hears(session: Session, executed: list[str]) -> None:
    session.execute(sa.select(Author))
    assert len(executed) == 1


def test_an_object_is_told_by_what_is_loaded(session: Session, executed: list[str]) -> None:
    book = session.get(Book, 1)
    executed.clear()
    value = quietly(book)
    told = parts_of(value)
    assert {"id": "1", "title": "'Tea'", "author_id": "1"}.items() <= told.items()
    assert (value["cut"], told["not loaded"]) == ("not loaded", "('author', 'blurb')")
    assert (executed, loaded(book)) == ([], {"id", "title", "author_id"})


def test_a_relationship_that_the_program_loaded_is_shown(session: Session, executed: list[str]) -> None:
    author = session.get(Author, 1)
    assert author is not None
    assert author.books[0].title == "Tea"
    executed.clear()
    told = parts_of(quietly(author))
    assert told["books"].startswith("InstrumentedList([Book(")
    assert executed == []


def test_expired_attributes_stay_expired(session: Session, executed: list[str]) -> None:
    author = session.get(Author, 1)
    session.commit()
    executed.clear()
    check(author, "Author()", "not loaded", **{"not loaded": "('books', 'id', 'name')"})
    assert (executed, loaded(author), sa.inspect(author).expired) == ([], set(), True)


def test_nothing_is_missing_of_an_object_that_was_never_stored(executed: list[str]) -> None:
    check(Author(name="Bob"), "Author(name='Bob')")
    assert executed == []


def test_a_detached_object_is_told_and_raises_nothing(session: Session) -> None:
    book = session.get(Book, 1)
    session.expunge_all()
    value = quietly(book)
    assert (value["cut"], sa.inspect(book).detached) == ("not loaded", True)


def test_a_dataclass_that_is_mapped(session: Session, executed: list[str]) -> None:
    point = Point(x=2)
    check(point, "Point(x=2)")
    session.add(point)
    session.commit()
    executed.clear()
    check(point, "Point()", "not loaded", **{"not loaded": "('id', 'x')"})
    assert executed == []


def test_rows(session: Session) -> None:
    row = session.execute(sa.select(Book.id, Book.title)).one()
    check(row, "Row(id=1, title='Tea')", id="1", title="'Tea'")
    check(row._mapping, "RowMapping(id=1, title='Tea')")


def test_what_was_not_executed_is_not_executed(session: Session, executed: list[str]) -> None:
    check(sa.select(Book), "<Select not executed>", "not evaluated")
    check(session.query(Book), "<Query not executed>", "not evaluated")
    assert executed == []


def test_a_result_is_not_fetched(session: Session) -> None:
    for result in (session.execute(sa.select(Book.id)), session.scalars(sa.select(Book.id))):
        quietly(result)
        assert len(result.all()) == 1


def test_a_session_is_looked_at_without_being_used(session: Session, executed: list[str]) -> None:
    author = session.get(Author, 1)
    author.name = "Bob"  # type: ignore[union-attr]
    session.add(Author(name="Eve"))
    executed.clear()
    before = (set(session.dirty), len(session.new), dict(session.identity_map))
    value = quietly(session)
    assert value["text"].startswith("Session(")
    assert (set(session.dirty), len(session.new), dict(session.identity_map)) == before
    assert (executed, session.in_transaction()) == ([], True)


def test_nothing_is_logged(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    author = session.get(Author, 1)
    session.commit()
    with caplog.at_level(logging.DEBUG, "sqlalchemy"):
        quietly([author, session, sa.select(Author)])
    assert caplog.records == []


def test_a_probe_executes_nothing(probing: Probing, session: Session, executed: list[str]) -> None:
    book = session.get(Book, 1)
    session.expire(book, ["title"])
    executed.clear()
    value = through_probe(probing, book)
    assert parts_of(value)["not loaded"] == "('author', 'blurb', 'title')"
    assert (executed, loaded(book)) == ([], {"id", "author_id"})


def test_the_password_of_an_address_is_withheld() -> None:
    address = sa.make_url("postgresql://ann:hush-hush@db/shop")
    assert "hush-hush" not in repr(quietly(address))
    assert parts_of(quietly(address))["password"] == "‹redacted›"
