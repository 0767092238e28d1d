"""The demonstration: a university with twelve colleges and one campaign caught at each stage.

Nobody in it is a person: accounts are called by role and unit. What can be done by a deed is done by the
deed, so that histories, results and certificates are as real as anybody's; only the bulk (answers, evidence,
judgements) is written as rows, and clocks are put back where a stage would take weeks.
"""
