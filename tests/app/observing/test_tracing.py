"""What a span of a request tells, where spans are configured: never an address, an answer or an exception's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from opentelemetry.context import Context
from opentelemetry.trace import (
    NonRecordingSpan,
    Span,
    SpanContext,
    StatusCode,
    TraceFlags,
    Tracer,
    TracerProvider,
    get_current_span,
)

from app.observing.tracing import Spans, ended


class Noted(NonRecordingSpan):
    """A span that keeps what it is told."""

    def __init__(self, name: str, parent: SpanContext, told: dict[str, Any]) -> None:
        super().__init__(SpanContext(parent.trace_id or 1, 2, is_remote=False, trace_flags=TraceFlags(1)))
        self.name, self.parent, self.told, self.status = name, parent, told, StatusCode.UNSET

    def update_name(self, name: str) -> None:
        self.name = name

    def set_attributes(self, attributes: Any) -> None:
        self.told |= attributes

    def set_status(self, status: Any, description: str | None = None) -> None:
        self.status = status
        assert description is None

    def record_exception(self, *_: Any, **__: Any) -> None:
        raise AssertionError("an exception may quote what was sent")


class Keeping(Tracer, TracerProvider):
    """A provider and tracer of spans that are kept."""

    def __init__(self) -> None:
        self.spans: list[Noted] = []

    def get_tracer(self, *_: Any, **__: Any) -> Tracer:
        return self

    # How a span is begun is the library's to say; what of it counts here stands below.
    def start_span(self, name: str, context: Context | None = None, **how: Any) -> Span:
        self.spans.append(Noted(name, get_current_span(context).get_span_context(), dict(how["attributes"])))
        return self.spans[-1]

    @contextmanager
    def start_as_current_span(self, name: str, context: Context | None = None, **how: Any) -> Iterator[Span]:
        assert not how["record_exception"]
        assert not how["set_status_on_exception"]
        yield self.start_span(name, context, **how)


def test_a_span_tells_method_route_status_and_id_and_goes_on_the_trace_of_a_proxy() -> None:
    keeping = Keeping()
    proxy = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    with Spans(keeping).of("POST", proxy, "id-1") as span:
        ended(span, "POST", "/api/interviews/{interview_id}/answers", 200)
    (kept,) = keeping.spans
    assert kept.name == "POST /api/interviews/{interview_id}/answers"
    assert kept.told == {
        "http.request.method": "POST",
        "coach.request_id": "id-1",
        "http.route": "/api/interviews/{interview_id}/answers",
        "http.response.status_code": 200,
    }
    assert kept.status is StatusCode.UNSET
    assert kept.parent.trace_id == 0x0AF7651916CD43DD8448EB211C80319C


def fail(spans: Spans) -> None:
    with spans.of("GET", {}, "id-2") as span:
        ended(span, "GET", "/api/search", 500)
        raise ValueError("zebra")


def test_a_failure_is_one_without_its_words() -> None:
    keeping = Keeping()
    with pytest.raises(ValueError, match="zebra"):
        fail(Spans(keeping))
    assert keeping.spans[0].status is StatusCode.ERROR
    assert "zebra" not in str(keeping.spans[0].told)


def test_where_nothing_is_configured_there_is_no_span() -> None:
    with Spans().of("GET", {}, "id-3") as span:
        ended(span, "GET", "/healthz", 200)
        assert not span.is_recording()
