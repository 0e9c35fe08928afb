"""A span of OpenTelemetry for each request, where whoever starts the server has configured a provider of them.

Decides what a span tells: method, route as it is declared, status and the request's id; neither address nor anything
that was sent, and of a failure only that it was one. It goes on the trace that a proxy has begun. Where nothing is
configured a span is none. Where spans are sent is the operator's: this room knows the interface of OpenTelemetry alone.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode, TracerProvider
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

INSTRUMENT = "interview-coach"
# The trace alone, and not the baggage that anybody may send.
TRACE = TraceContextTextMapPropagator()


class Spans:
    """Begins the spans of requests; `provider` is whichever is configured when a request comes, unless one is given."""

    def __init__(self, provider: TracerProvider | None = None) -> None:
        """Begin with none."""
        self._tracer = trace.get_tracer(INSTRUMENT, tracer_provider=provider)

    @contextmanager
    def of(self, method: str, headers: Mapping[str, str], request_id: str) -> Iterator[Span]:
        """The span of a request while it lasts."""
        with self._tracer.start_as_current_span(
            method,
            context=TRACE.extract(headers),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": method, "coach.request_id": request_id},
            # The words of an exception may quote what was sent.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:
            yield span


def ended(span: Span, method: str, route: str, status: int) -> None:
    """Tell a span how its request ended."""
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.route": route, "http.response.status_code": status})
    if status >= 500:
        span.set_status(StatusCode.ERROR)
