"""Choices of the models of priority."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundPhase(models.TextChoices):
    """Where a prioritisation round stands."""

    DRAFT = "draft", _("In preparation")
    SCORING = "scoring", _("Scores are taken")
    BETWEEN = "between", _("Between two Delphi rounds")
    CLOSED = "closed", _("Scores closed")


class RankMethod(models.TextChoices):
    """How scores become an order."""

    WEIGHTED_SUM = "weighted-sum", _("Weighted sum")
    TOPSIS = "topsis", "TOPSIS"
    PROMETHEE = "promethee", "PROMETHEE II"


class ScoresBy(models.TextChoices):
    """How the scores of many become one."""

    MEDIAN = "median", _("Median")
    MEAN = "mean", _("Mean")


class WeightsFrom(models.TextChoices):
    """Whose weights count."""

    EVALUATORS = "evaluators", _("Those of the evaluators, each alike")
    SECTORS = "sectors", _("Those of the evaluators, each sector alike")
    GIVEN = "given", _("Those of the criteria, as given here")


class ScaleKind(models.TextChoices):
    """What the numbers of a criterion mean."""

    VERBAL = "verbal", _("Levels in words")
    INTERVAL = "interval", _("Points")
    RATIO = "ratio", _("Amounts with a true zero")


class Shape(models.TextChoices):
    """How a difference becomes a preference (PROMETHEE)."""

    USUAL = "usual", _("Usual: any difference decides")
    U = "u", _("U: differences above q decide")
    V = "v", _("V: the preference grows up to p")
    LEVEL = "level", _("Level: half above q, whole above p")
    LINEAR = "linear", _("Linear: the preference grows from q to p")
    GAUSSIAN = "gaussian", _("Gaussian: the preference grows smoothly by s")


class WeightMethod(models.TextChoices):
    """How somebody says how much each criterion counts."""

    DIRECT = "direct", _("Direct: from 0 to 100 each")
    POINTS = "points", _("100 points to spread")
    SWING = "swing", _("Swing: the most wanted improvement is 100")
    PAIRWISE = "pairwise", _("In pairs (AHP)")


class Origin(models.TextChoices):
    """How scores and votes came."""

    LINK = "link", _("On the screen")
    PAPER = "paper", _("On paper")
    WORKBOOK = "workbook", _("In a workbook")
    IMPORTED = "imported", _("Imported")


class VoterKind(models.TextChoices):
    """Who an approval vote is of."""

    PUBLIC = "public", _("The public")
    PARTICIPANT = "participant", _("Participants of workshops")
    PAPER = "paper", _("On paper")
    IMPORTED = "imported", _("Imported")


class RunKind(models.TextChoices):
    """What a run does."""

    RANKING = "ranking", _("Ranking")
    ALLOCATION = "allocation", _("Equal shares")
    SELECTION = "selection", _("Selection")
    SCENARIOS = "scenarios", _("Scenarios")


class RunState(models.TextChoices):
    """How far a run is."""

    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("At work")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class DepartureKind(models.TextChoices):
    """What the council decided otherwise than the run."""

    IN = "in", _("Brought in")
    OUT = "out", _("Left out")


class Outcome(models.TextChoices):
    """What became of an objection."""

    OPEN = "open", _("To be answered")
    ACCEPTED = "accepted", _("Accepted")
    PARTLY = "partly", _("Accepted in part")
    REJECTED = "rejected", _("Not accepted")


class VotesTime(models.TextChoices):
    """Whether a round takes approval votes."""

    NONE = "none", _("No votes")
    COMING = "coming", _("The vote is still to come")
    OPEN = "open", _("You can vote")
    CLOSED = "closed", _("The vote is over")
