"""Random elections, small and odd: many ties, blocs of voters, empty ballots, free projects."""

from fractions import Fraction


def random_election(rng, *, most_voters=500, approval=True):
    """Return costs, budget and ballots."""
    projects, voters = rng.randint(1, rng.choice([5, 12, 30])), rng.randint(1, rng.choice([5, 40, most_voters]))
    dearest = rng.choice([10, 1000])
    costs = {str(n + 1): 0 if rng.random() < 0.02 else rng.randint(1, dearest) for n in range(projects)}
    if rng.random() < 0.3:
        costs = dict.fromkeys(costs, rng.randint(1, 20))
    most = min(sum(costs.values()), 60 * voters)  # a peso a step: keep the steps few
    budget = rng.randint(1, max(1, most))
    liking = rng.random()
    blocs = [[project for project in costs if rng.random() < 0.4] for _bloc in range(4)]
    ballots = []
    for _voter in range(voters):
        chosen = rng.choice(blocs) if rng.random() < 0.4 else [p for p in costs if rng.random() < liking]
        ballots.append({project: 1 if approval else rng.randint(1, 10) for project in chosen})
    return costs, budget, ballots


def text_of(costs, budget, ballots, *, approval=True):
    """Return an election in the pabulib format."""
    lines = ["META", "key;value", f"budget;{budget}", f"vote_type;{'approval' if approval else 'cumulative'}"]
    lines += ["PROJECTS", "project_id;cost;name"]
    lines += [f"{project};{float(cost) if isinstance(cost, Fraction) else cost};P" for project, cost in costs.items()]
    lines += ["VOTES", "voter_id;vote" if approval else "voter_id;vote;points"]
    for voter, ballot in enumerate(ballots):
        points = [] if approval else [",".join(str(value) for value in ballot.values())]
        lines.append(";".join([str(voter), ",".join(ballot), *points]))
    return "\n".join(lines)
