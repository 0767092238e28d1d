"""The deeds: load, ask the policy, change, leave a trace. Never commit, never send."""
