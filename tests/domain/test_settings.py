"""The settings of a campaign: defaults, and what is kept."""

from app.domain.settings import CampaignSettings


def test_what_is_not_kept_takes_its_default():
    assert CampaignSettings.of({}) == CampaignSettings()
    assert CampaignSettings.of({"load_limit": 6}) == CampaignSettings(load_limit=6)


def test_a_setting_nobody_knows_any_more_is_passed_over():
    assert CampaignSettings.of({"colour": "红", "appeal_days": 4}) == CampaignSettings(appeal_days=4)


def test_only_what_differs_from_the_default_is_kept():
    assert CampaignSettings().kept() == {}
    assert CampaignSettings(load_limit=6, plan_days=10).kept() == {"load_limit": 6}
    assert CampaignSettings.of({"minimum_reviews": 2}).kept() == {"minimum_reviews": 2}
