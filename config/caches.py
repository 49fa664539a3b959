"""What is common to all that is kept in a cache which several processes may share."""

try:
    from redis.exceptions import RedisError as CacheLost
except ImportError:  # without the extra every cache is in this process, and does not fail

    class CacheLost(Exception):  # type: ignore[no-redef]  # the same name for the same thing
        """The cache cannot be reached."""


__all__ = ["CacheLost"]
