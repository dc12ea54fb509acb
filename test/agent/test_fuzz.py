"""Random programs do the same with probes as without. `npm run fuzz` looks at many more of them."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fuzzing.choices import Choices
from fuzzing.probed import (
    TOGETHER,
    Program,
    bare,
    compiled,
    orders_for,
    probed_from_the_start,
    probed_meanwhile,
)
from fuzzing.programs import Programs
from fuzzing.scope import Made
from hooks import ENDINGS
from hypothesis import HealthCheck, Phase, given, note, reject, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir

from snappoint.engines.base import Engine
from snappoint.engines.monitoring import MONITORING

set_hypothesis_home_dir(str(Path(__file__).parents[2] / ".cache" / "hypothesis"))

EXAMPLES = int(os.environ.get("SNAPPOINT_FUZZ_EXAMPLES", "0"))
"""How many programs for each test; by default few, and always the same ones."""

KINDS = ["count", "after", "values", "conditions", "snapshot", *ENDINGS, TOGETHER]

MORE_MEMORY = 512 * 1024**2
"""What a mistake may take before it is an error."""

seeds = st.integers(0, 2**16)


@st.composite
def programs(draw: Callable[[st.SearchStrategy[int]], int]) -> tuple[str, list[Made]]:
    return Programs(Choices(draw)).program()


def fuzzed(examples: int) -> settings:
    return settings(
        max_examples=EXAMPLES or examples,
        derandomize=not EXAMPLES,
        database=None,
        deadline=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzzing") / "program.py"


@pytest.fixture(scope="module", autouse=True)
def bounded_memory() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_AS)
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + MORE_MEMORY, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


def ready(program: tuple[str, list[Made]], path: Path) -> Program:
    note(program[0])
    try:
        return compiled(*program, path)
    except SyntaxError:
        reject()


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest, engine: Engine) -> str:
    if request.param in (*ENDINGS, TOGETHER) and engine is MONITORING:
        pytest.skip("monitoring does not see how statements end")
    return str(request.param)


def test_a_program_made_with_probes(engine: Engine, kind: str, path: Path) -> None:
    @fuzzed(12)
    @given(programs(), seeds)
    def same_behaviour(one: tuple[str, list[Made]], seed: int) -> None:
        program = ready(one, path)
        orders = orders_for(program, kind, seed)
        assert probed_from_the_start(program, engine, orders) == bare(program)

    same_behaviour()


def test_probes_that_come_and_go_while_it_runs(engine: Engine, kind: str, path: Path) -> None:
    @fuzzed(3)
    @given(programs(), seeds, st.integers(1, 7))
    def same_behaviour(one: tuple[str, list[Made]], seed: int, period: int) -> None:
        program = ready(one, path)
        orders = orders_for(program, kind, seed)
        assert probed_meanwhile(program, engine, orders, period) == bare(program)

    same_behaviour()
