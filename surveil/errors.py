"""What a user can get wrong, one class per exit code."""


class SurveilError(Exception):
    """Base class. Raise one of its children."""

    exit_code = 1


class MachineError(SurveilError):
    """Raised when the disk, a permission or a lock stops the work."""


class UsageError(SurveilError):
    """Raised for an unknown option value, format or guideline."""

    exit_code = 2


class CaseError(SurveilError):
    """Raised for a fact that is missing, unreadable or against another fact.

    `str()` names the fact and the rule, never the value: messages end up in logs,
    and a shifted column may hold a name. `told` is the same sentence for the person
    who typed the one case, and may repeat a checked number.
    """

    exit_code = 3

    def __init__(self, fact: str, problem: str, *, told: str | None = None) -> None:
        self.fact = fact
        self.problem = problem
        self.told = f"{fact} {told or problem}"
        super().__init__(f"{fact} {problem}")


class GuidelineError(SurveilError):
    """Raised for a fault in a guideline file: file, place, what is wrong."""

    exit_code = 4

    def __init__(self, file: str, where: str, problem: str) -> None:
        self.file = file
        self.where = where
        self.problem = problem
        super().__init__(": ".join(part for part in (file, where, problem) if part))
