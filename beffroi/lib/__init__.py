"""Small tools that know no municipal word: clock, money, codes, vault, working days, refusals."""
