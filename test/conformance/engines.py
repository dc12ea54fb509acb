"""The engines by name: the agent's, and the oracle that judges them."""

from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion
from snappoint.engines.monitoring import MONITORING


def engine_of(name: str) -> Engine:
    """Raises `KeyError` for a name that no engine has."""
    if name == "oracle":
        from oracle import Oracle  # noqa: PLC0415 - a run without it is to import as little as possible

        return Oracle()
    return {"insertion": Insertion(), "monitoring": MONITORING}[name]


def inserts(engine: Engine) -> bool:
    """Whether it can do more at a place than call a hook."""
    return engine is not MONITORING
