"""Use cases: the only place that joins catalogue, engine, rules, formats and report."""
