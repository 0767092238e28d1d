"""Pingyi (评议). Read it from the bottom up; imports point only downwards.

    web  api  jobs  cli     how people and machines reach us           (Flask at the edge)
    services                the deeds: what is done, with a trace      (SQLAlchemy session)
    queries  reporting      what is shown; what is put on paper
    models                  what is kept                               (plain SQLAlchemy)
    domain                  the rules                                  (standard library)

The contracts in pyproject.toml enforce this. factory.py puts the parts together.
"""
