"""The agent's engines by name."""

from snappoint.engines.base import Engine
from snappoint.engines.insertion import Insertion

ENGINES: dict[str, Engine] = {engine.name: engine for engine in (Insertion(),)}
