from rumbo.config.settings import *  # noqa: F403 - all of them, with one changed

ROOT_URLCONF = "slow_site.urls"
