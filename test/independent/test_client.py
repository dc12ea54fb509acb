"""Every request that the server advertises, by a client that knows only the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import attrs
import pytest
from conftest import PATIENCE, TILL, Till
from lsprotocol import types
from pytest_lsp import LanguageClient

TEXT = TILL.read_text()
URI = TILL.as_uri()
LINE = next(at for at, line in enumerate(TEXT.splitlines()) if line.endswith("# @total"))
DOCUMENT = types.TextDocumentIdentifier(URI)
PLACE = types.Position(LINE, 8)
WHOLE = types.Range(types.Position(0, 0), types.Position(len(TEXT.splitlines()), 0))


def open_till(client: LanguageClient) -> None:
    document = types.TextDocumentItem(uri=URI, language_id="python", version=1, text=TEXT)
    client.text_document_did_open(types.DidOpenTextDocumentParams(document))


async def commands(client: LanguageClient) -> dict[str, dict[str, Any]]:
    """Those of the actions at the line, by the actions' titles."""
    asked = types.CodeActionParams(DOCUMENT, types.Range(PLACE, PLACE), types.CodeActionContext([]))
    await client.text_document_code_action_async(asked)
    return {action["title"]: action["command"] for action in client.protocol.answer if "command" in action}


async def execute(client: LanguageClient, command: str, *arguments: object) -> Any:
    asked = types.ExecuteCommandParams(command=command, arguments=list(arguments))
    return await client.workspace_execute_command_async(asked)


async def choose(client: LanguageClient, title: str) -> Any:
    command = (await commands(client))[f"Snappoint: {title}"]
    return await execute(client, command["command"], *command["arguments"])


async def beside(client: LanguageClient) -> str:
    """What stands beside the line, as a hint or as a diagnostic."""
    hints = await client.text_document_inlay_hint_async(types.InlayHintParams(DOCUMENT, WHOLE))
    labels = [
        hint.label if isinstance(hint.label, str) else "".join(part.value for part in hint.label)
        for hint in hints or []
        if hint.position.line == LINE
    ]
    told = [one.message for one in client.diagnostics.get(URI, []) if one.range.start.line == LINE]
    return " ".join([*labels, *(text for text in told if isinstance(text, str))])


async def until(look: Callable[[], Awaitable[object]], seen: Callable[[], Awaitable[object]]) -> None:
    """Asks until it is so: a client that is not told of every change has to ask."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not await look():
        assert asyncio.get_running_loop().time() < deadline, await seen()
        await asyncio.sleep(0.01)


async def shows(client: LanguageClient, text: str) -> None:
    async def look() -> bool:
        return text in await beside(client)

    await until(look, lambda: beside(client))


async def is_bare(client: LanguageClient) -> bool:
    return await beside(client) == ""


async def test_a_point_from_the_first_action_to_the_last(client: LanguageClient, till: Till) -> None:
    open_till(client)
    await choose(client, "add snapshot point")
    await shows(client, "no hit yet")
    await till.sell(7, 6)
    await shows(client, "total=42")
    hover = await client.text_document_hover_async(types.HoverParams(DOCUMENT, PLACE))
    assert hover is not None and "42" in str(hover.contents)
    await choose(client, "remove snapshot point")
    await until(lambda: is_bare(client), lambda: beside(client))


async def test_every_command_answers(client: LanguageClient, till: Till) -> None:
    """With what it wants, or with a clear error for what it doesn't."""
    open_till(client)
    provider = client.greeting.capabilities.execute_command_provider
    assert provider is not None
    probe = await execute(client, "snappoint.addProbe", {"uri": URI, "line": LINE})
    await shows(client, "no hit yet")
    await till.sell(7, 6)
    await shows(client, "total=42")
    for command in provider.commands:
        for argument in (
            {},
            {"id": probe["id"]},
            {"uri": URI, "line": LINE},
            {"id": 7},
            {"pid": 999_999_999},
            5,
        ):
            try:
                await execute(client, command, argument)
            except Exception as refused:
                assert getattr(refused, "code", None) in (-32602, -32803), (command, argument, refused)


async def test_every_advertised_request(client: LanguageClient, till: Till) -> None:
    open_till(client)
    await execute(client, "snappoint.addProbe", {"uri": URI, "line": LINE})
    await shows(client, "no hit yet")
    can = client.greeting.capabilities
    if can.code_lens_provider:
        await client.text_document_code_lens_async(types.CodeLensParams(DOCUMENT))
    if can.completion_provider:
        await client.text_document_completion_async(types.CompletionParams(DOCUMENT, PLACE))
    # What is not advertised here is asked for by no test: it is not ours.
    known = {"code_action", "code_lens", "completion", "execute_command", "hover", "inlay_hint"}
    offered = {field.name for field in attrs.fields(type(can)) if getattr(can, field.name)}
    assert {name.removesuffix("_provider") for name in offered if name.endswith("_provider")} <= known


async def test_edits_and_a_document_that_is_closed(client: LanguageClient, till: Till) -> None:
    open_till(client)
    await execute(client, "snappoint.addProbe", {"uri": URI, "line": LINE})
    at = types.Range(types.Position(0, 0), types.Position(0, 0))
    change = types.TextDocumentContentChangePartial(range=at, text="\n")
    versioned = types.VersionedTextDocumentIdentifier(uri=URI, version=2)
    client.text_document_did_change(types.DidChangeTextDocumentParams(versioned, [change]))
    [probe] = await execute(client, "snappoint.listProbes")
    assert probe["line"] == LINE + 1
    client.text_document_did_close(types.DidCloseTextDocumentParams(DOCUMENT))
    asked = types.InlayHintParams(DOCUMENT, WHOLE)
    assert not await client.text_document_inlay_hint_async(asked)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/rename", types.RenameParams(DOCUMENT, PLACE, "other")),
        ("workspace/symbol", types.WorkspaceSymbolParams("till")),
        ("snappoint/nothing", {}),
    ],
)
async def test_what_is_not_offered_is_refused(client: LanguageClient, method: str, params: object) -> None:
    with pytest.raises(Exception) as refused:
        await client.protocol.send_request_async(method, params)
    assert getattr(refused.value, "code", None) == -32601
