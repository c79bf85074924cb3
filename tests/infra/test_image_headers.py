"""What goes out with every public image."""

from __future__ import annotations

from tests.infra.expansion import expanded, of_type


def test_every_image_that_the_distribution_shows_carries_nosniff() -> None:
    distribution = of_type(expanded(), "AWS::CloudFront::Distribution")["Distribution"]
    config = distribution["DistributionConfig"]
    (images,) = config["CacheBehaviors"]
    assert images["TargetOriginId"] == "public"
    assert images["ResponseHeadersPolicyId"] == {"Ref": "ResponseHeaders"}
    assert config["DefaultCacheBehavior"]["TargetOriginId"] != "public"
    policy = of_type(expanded(), "AWS::CloudFront::ResponseHeadersPolicy")["ResponseHeaders"]
    security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
    assert security["ContentTypeOptions"] == {"Override": True}
    assert "sandbox" in security["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    assert security["ContentSecurityPolicy"]["Override"] is True
    assert security["FrameOptions"] == {"FrameOption": "DENY", "Override": True}
