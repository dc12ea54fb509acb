"""The trace that a hit belongs to, as OpenTelemetry's own tracer has begun it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import format_span_id, format_trace_id
from probing import Probing


class Kept(SpanExporter):
    """Ended spans."""

    def __init__(self) -> None:
        self.spans: list[ReadableSpan] = []

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        self.spans += spans
        return SpanExportResult.SUCCESS


def traces(probing: Probing) -> list[tuple[Any, Any]]:
    return [(capture.get("trace"), capture.get("span")) for _, capture in probing.captures]


def test_a_hit_tells_the_span_that_it_is_in(probing: Probing) -> None:
    kept, provider = Kept(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracer = provider.get_tracer("shop")
    module = probing.load("def pay():\n    return 1  # @pay\n")
    probing.arm(module, "pay")

    expected: list[tuple[Any, Any]] = []
    with tracer.start_as_current_span("request") as request:
        module.pay()
        with tracer.start_as_current_span("payment") as payment:
            module.pay()
    module.pay()
    for span in (request, payment):
        context = span.get_span_context()
        expected.append((format_trace_id(context.trace_id), format_span_id(context.span_id)))

    assert traces(probing) == [*expected, (None, None)]
    assert [dict(span.attributes or {}) for span in kept.spans] == [{}, {}]
    assert [list(span.events) for span in kept.spans] == [[], []]
