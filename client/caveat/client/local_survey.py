"""What is found of the examples of rules, to be written by the command line."""

from caveat.authoring.survey import RuleSurvey, Survey

__all__ = ["RuleSurvey", "Survey"]
