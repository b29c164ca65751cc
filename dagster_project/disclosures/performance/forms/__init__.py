"""Target forms, one form a project: `form` reads the kind with two halves, `annual` the 2021 form and its review."""
