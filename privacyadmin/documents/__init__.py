"""Real documents: ordered by a page, built and rendered in the worker, stored sealed with their hash (SETTLED 20).

An app registers what it can make in its handlers module, which only the worker imports:

    @documents.builder("access_answer")
    def build(document) -> documents.Answer: ...

    @documents.when_ready("access_answer")
    def deliver(document, at): ...
"""
from .registry import Answer, builder, when_failed, when_ready

__all__ = ["Answer", "builder", "when_failed", "when_ready"]
