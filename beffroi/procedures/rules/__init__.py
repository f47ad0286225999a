"""Pure computation: packages, expressions, forms, decision tables, workflow. No database, no clock, no network."""
