"""drive.py MODEL COLLECTOR USERS EACH: an application whose server span knows the user, and the official SDK below it."""
import sys

import openai
from opentelemetry import trace
from opentelemetry._logs import set_logger_provider
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

model, collector, users, each = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
traces = TracerProvider()
traces.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=collector + "/v1/traces")))
trace.set_tracer_provider(traces)
logs = LoggerProvider()
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter(endpoint=collector + "/v1/logs")))
set_logger_provider(logs)
OpenAIInstrumentor().instrument()
client = openai.OpenAI(api_key="sk-fake", base_url=model + "/v1", max_retries=0)
for user in range(users):
    for turn in range(each):
        facts = {"user.id": f"user-{user}", "session.id": f"s-{user}", "client.address": "203.0.113.9", "user_agent.original": "Mozilla/5.0"}
        with trace.get_tracer("app").start_as_current_span("POST /chat", kind=trace.SpanKind.SERVER, attributes=facts):
            ask = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": f"Where is ledger {turn} of {user}?"}]
            answer = client.chat.completions.create(model="mock-large", messages=ask, max_tokens=64, stream=turn % 2 == 1)
            if turn % 2 == 1:
                for _ in answer:
                    pass
for provider in (traces, logs):
    provider.force_flush()
    provider.shutdown()
