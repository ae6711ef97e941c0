"""The prioritisation of the demonstration: a round decided by its council, made through the pages as people would.

Evaluators, scores and decisions are invented. A second round takes scores, so that a visitor can try it.
"""

from rumbo.cli.demo_priority.build import add_priority, evaluator_path

__all__ = ["add_priority", "evaluator_path"]
