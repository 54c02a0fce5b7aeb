"""The figures of a plan as pure tables: targets, capacity, workload, coverage, balance, feasibility."""
