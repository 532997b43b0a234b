"""Does the made-up register hold the errors it promises, the estimate find the truth, and the measurement count rightly?"""

import io

import pytest
from django.core.management import call_command

from hoanhap.people.rules.linkage import LEVELS, PARAMETERS, parameters
from hoanhap.people.rules.linkage_records import Record, Traits
from hoanhap.reports.bench import linkage
from hoanhap.reports.bench.registers import SHARES, MadeRegister, make_register


@pytest.fixture(scope="module")
def made() -> MadeRegister:
    return make_register(6_000, seed=3)


def test_the_same_arguments_make_the_same_register(made: MadeRegister) -> None:
    again = make_register(6_000, seed=3)
    assert again.records == made.records
    assert again.twins == made.twins
    assert make_register(6_000, seed=4).records != made.records


def test_twins_have_the_errors_of_the_model_and_never_one_number(made: MadeRegister) -> None:
    assert len(made.twins) == pytest.approx(6_000 / 31, abs=1)
    assert {error for errors in made.twins.values() for error in errors} <= set(SHARES)
    for one, other in made.twins:
        assert not (made.records[one].id_number and made.records[one].id_number == made.records[other].id_number)
        assert Record(made.records[one]).key
    dropped = [
        made.records[other].full_name
        for (_, other), errors in made.twins.items()
        if "accents dropped" in errors and "nickname" not in errors
    ]
    assert dropped
    assert all(name.isascii() for name in dropped)


def test_all_pairs_are_found_well_and_counted_by_error(made: MadeRegister) -> None:
    measured = linkage.measure(made)
    ask = measured.qualities[0]
    assert ask.threshold == parameters().ask
    assert ask.precision > 0.9
    assert ask.recall > 0.93
    assert ask.right <= ask.found
    hits = [hit for count, hit in ask.by_error.values() if hit <= count]
    assert len(hits) == len(ask.by_error)
    assert [quality.recall for quality in measured.qualities] == sorted((q.recall for q in measured.qualities), reverse=True)
    lines = linkage.report(measured)
    assert lines[0].startswith("All pairs of 6 000 made-up records")
    assert any(line.startswith("| nickname |") for line in lines)


def test_expectation_maximisation_finds_what_made_the_pairs() -> None:
    """Vectors of a known mixture: one pair in ten is true, m and u known; the estimate sees only the counts."""
    u = {"sex": {"same": 0.5, "different": 0.5}, "number": {"same": 0.001, "slip": 0.009, "different": 0.99}}
    u["relative"] = {"same": 0.01, "slip": 0.01, "different": 0.98}
    m = {"sex": {"same": 0.98, "different": 0.02}, "number": {"same": 0.8, "slip": 0.15, "different": 0.05}}
    m["relative"] = {"same": 0.7, "slip": 0.1, "different": 0.2}
    counts: dict[tuple[tuple[str, str], ...], int] = {}
    for sex in LEVELS["sex"]:
        for number in LEVELS["number"]:
            for relative in LEVELS["relative"]:
                chance = {True: 0.1, False: 0.9}
                for truth, table in ((True, m), (False, u)):
                    chance[truth] *= table["sex"][sex] * table["number"][number] * table["relative"][relative]
                counts[("sex", sex), ("number", number), ("relative", relative)] = round(1_000_000 * sum(chance.values()))
    found, share = linkage.expectation_maximisation(counts, u, ["sex", "number", "relative"])
    assert share == pytest.approx(0.1, rel=0.05)
    for field, levels in m.items():
        for level, expected in levels.items():
            assert found[field][level] == pytest.approx(expected, abs=0.02)


def test_chance_agreement_is_counted_among_strangers() -> None:
    records = [Record(Traits(f"Nguyễn Văn {name}", "male", commune_id=number % 2, province_id=1)) for number, name in enumerate("ABCD")]
    u = linkage.chance_agreement(records, pairs=2_000)
    assert u["place"]["commune"] == pytest.approx(1 / 3, abs=0.05)  # each has one neighbour among three
    assert u["place"]["different"] < 0.01
    assert sum(u["name"].values()) == pytest.approx(1, abs=0.01)


def test_the_command_prints_new_parameters_and_leaves_the_file_alone(capsys: pytest.CaptureFixture[str]) -> None:
    before = PARAMETERS.read_bytes()
    out = io.StringIO()
    call_command("linkage", "estimate", "--people", "3000", stdout=out)
    assert "levels:" in out.getvalue()
    assert "thresholds:" in out.getvalue()
    assert PARAMETERS.read_bytes() == before
    assert "counted" in capsys.readouterr().err
    out = io.StringIO()
    call_command("linkage", "measure", "--people", "2000", stdout=out)
    assert "| Threshold, bits |" in out.getvalue()
