"""Writing: from files to a proposal, from a proposal to the plan."""
