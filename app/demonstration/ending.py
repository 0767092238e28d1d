"""The second half of the play: results, feedback, notice, decision, rectification, certificates."""

from collections.abc import Callable
from typing import Any, Final

from app.domain.procedure import CampaignStage

STEPS: Final[tuple[tuple[CampaignStage, Callable[[Any], None], str], ...]] = ()
