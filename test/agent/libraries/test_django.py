"""Django with a real database: what is loaded is shown, and looking at anything asks the database nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

import django
import pytest
from django.conf import settings
from looking import check, parts_of, quietly, through_probe
from probing import Probing
from rendered import render

settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    ALLOWED_HOSTS=["*"],
    USE_I18N=True,
    USE_TZ=True,
    SECRET_KEY="not used",
)
django.setup()

# Only now can models be made.
from django.db import connection, models  # noqa: E402
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.utils.functional import SimpleLazyObject  # noqa: E402
from django.utils.translation import gettext_lazy, ngettext_lazy  # noqa: E402


class Author(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "shop"


class Item(models.Model):
    price = models.DecimalField(max_digits=6, decimal_places=2, default="1.50")

    class Meta:
        app_label = "shop"


class Book(Item):
    """Has a table of its own beside that of items."""

    title = models.CharField(max_length=20)
    author = models.ForeignKey(Author, models.CASCADE)

    class Meta:
        app_label = "shop"

    @property
    def label(self) -> NoReturn:
        raise NotImplementedError

    def __str__(self) -> str:
        raise NotImplementedError


TABLES = (Author, Item, Book)


@pytest.fixture(autouse=True)
def database(tmp_path: Path) -> Iterator[None]:
    """A database in a file, with an author and a book."""
    connection.close()
    connection.settings_dict["NAME"] = str(tmp_path / "shop.sqlite3")
    with connection.schema_editor() as editor:
        for model in TABLES:
            editor.create_model(model)
    Book.objects.create(title="Tea", author=Author.objects.create(name="Ann"))
    yield
    connection.close()


class Queries:
    """Counts, and asks the database itself, whatever reaches it by Django's wrappers or beside them."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> Queries:
        self._wrapper = connection.execute_wrapper(self._executed)
        self._wrapper.__enter__()
        connection.connection.set_trace_callback(self._traced)
        return self

    def __exit__(self, *error: Any) -> None:
        connection.connection.set_trace_callback(None)
        self._wrapper.__exit__(*error)

    def _executed(self, execute: Any, *arguments: Any) -> Any:
        self.count += 1
        return execute(*arguments)

    def _traced(self, _statement: str) -> None:
        self.count += 1


@pytest.fixture
def queries() -> Iterator[Queries]:
    with Queries() as counting:
        yield counting


def check_without_queries(obj: object, text: str, cut: str = "", /, **parts: str) -> None:
    with Queries() as counting:
        check(obj, text, cut, **parts)
    assert counting.count == 0


def test_the_counter_counts(queries: Queries) -> None:
    list(Author.objects.all())
    connection.connection.execute("select 1")
    assert queries.count == 3


def test_a_model_is_told_by_its_values() -> None:
    author = Author.objects.get()
    check_without_queries(author, "Author(id=1, name='Ann')", id="1", name="'Ann'")


def test_a_foreign_key_that_was_not_followed_stays_so() -> None:
    book = Book.objects.get()
    text = "Book(id=1, price=Decimal('1.50'), item_ptr_id=1, title='Tea', author_id=1)"
    check_without_queries(book, text)
    assert not Book.author.is_cached(book)
    assert book.author.name == "Ann"
    check_without_queries(book, text, author="Author(id=1, name='Ann')")


def test_deferred_fields_stay_deferred_also_those_of_another_table() -> None:
    book = Book.objects.only("title").get()
    check_without_queries(
        book,
        "Book(item_ptr_id=1, title='Tea')",
        "not loaded",
        **{"not loaded": "('author_id', 'id', 'price')"},
    )
    assert book.get_deferred_fields() == {"author_id", "id", "price"}


def test_a_queryset_is_not_evaluated() -> None:
    books = Book.objects.filter(title="Tea").order_by("title")
    check_without_queries(books, "<QuerySet of Book, not evaluated>", "not evaluated")
    assert books._result_cache is None


def test_a_queryset_that_the_program_evaluated_shows_its_rows() -> None:
    authors, names = Author.objects.all(), Author.objects.values_list("name", flat=True)
    list(authors), list(names)
    check_without_queries(authors, "QuerySet([Author(id=1, name='Ann')])")
    check_without_queries(names, "QuerySet(['Ann'])")


def test_managers_and_raw_queries_do_nothing() -> None:
    author = Author.objects.get()
    check_without_queries(Author.objects, "<Manager of Author>")
    check_without_queries(author.book_set, "<RelatedManager of Book>")
    raw = Author.objects.raw("select * from shop_author")
    with Queries() as counting:
        assert parts_of(quietly(raw))["_result_cache"] == "None"
    assert (counting.count, raw._result_cache) == (0, None)


def test_a_probe_asks_the_database_nothing(probing: Probing, queries: Queries) -> None:
    books, book = Book.objects.all(), Book.objects.only("title").get()
    before = queries.count
    value = through_probe(probing, {"books": books, "book": book})
    assert queries.count == before
    assert parts_of(value) == {
        "'books'": "<QuerySet of Book, not evaluated>",
        "'book'": "Book(item_ptr_id=1, title='Tea')",
    }
    assert (books._result_cache, "author_id" in vars(book)) == (None, False)


def test_a_lazy_object_is_not_evaluated() -> None:
    made: list[int] = []
    lazy = SimpleLazyObject(lambda: made.append(1) or {"a": 1})
    check(lazy, "<SimpleLazyObject, not evaluated>", "not evaluated")
    assert made == []
    assert lazy["a"] == 1
    check(lazy, "SimpleLazyObject(wrapped={'a': 1})")
    assert made == [1]


def test_a_text_to_be_translated_is_not_translated() -> None:
    check(gettext_lazy("Hello"), "<lazy text>", "not evaluated", text="'Hello'")
    several = ngettext_lazy("%d cup", "%d cups", 2)
    kwargs = "{'singular': '%d cup', 'plural': '%d cups', 'number': 2}"
    check(several, "<lazy text>", "not evaluated", kwargs=kwargs)


def test_a_request_is_not_read() -> None:
    request: Any = RequestFactory().post("/pay?a=1", {"b": "c"}, headers={"Authorization": "Bearer abcdefgh"})
    request.user = SimpleLazyObject(spring)
    check(request, "WSGIRequest(method='POST', path='/pay')", user="<SimpleLazyObject, not evaluated>")
    assert not request._read_started
    assert not {"_post", "GET", "COOKIES"} & set(vars(request))
    assert "abcdefgh" not in repr(render(request))


def spring() -> NoReturn:
    raise NotImplementedError


def test_responses() -> None:
    kind = {"headers": "{'Content-Type': 'text/html; charset=utf-8'}"}
    check(HttpResponse("hi", status=404), "HttpResponse(status_code=404)", content="[b'hi']", **kind)
    check(JsonResponse({}), "JsonResponse(status_code=200)", content="[b'{}']")
    streaming = StreamingHttpResponse(iter(["a", "b"]))
    check(streaming, "StreamingHttpResponse(status_code=200)", "not read")
    assert list(streaming) == [b"a", b"b"]


def test_a_class_that_only_claims_to_be_a_queryset_is_none() -> None:
    names = {"__module__": "django.db.models.query", "__qualname__": "QuerySet"}
    check(type("QuerySet", (), names)(), "QuerySet()")
