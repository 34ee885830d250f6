"""What a process accepts from its environment, and how it says no."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.settings import CHECKOUT, HTMX_URL, Settings, SettingsError

SECRET = "s" * 32
PRODUCTION = {
    "DATABASE_URL": "postgresql+psycopg://app:pw9@db/laurel",
    "SECRET_KEY": SECRET,
    "TRUSTED_HOSTS": "laurel.example.org",
}


def local(folder: Path, **environ: str) -> Settings:
    return Settings.from_environment({"LAUREL_DATA": str(folder), **environ})


def problems(**environ: str) -> list[str]:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({**PRODUCTION, **environ})
    return str(error.value).splitlines()


def test_a_local_run_needs_no_variable(tmp_path: Path) -> None:
    settings = local(tmp_path)
    assert settings.database_url == f"sqlite:///{tmp_path}/laurel.sqlite3"
    assert settings.is_local
    assert not settings.secure_cookies
    assert settings.trusted_hosts == ()
    assert settings.htmx_url == HTMX_URL


def test_data_lies_in_the_checkout_unless_said_otherwise() -> None:
    assert Settings.from_environment(PRODUCTION).data_folder == CHECKOUT / "var"


def test_a_local_run_keeps_its_secret_where_only_its_owner_reads(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "made" / "yet"
    first = local(folder).secret_key
    assert len(first) >= 32
    assert local(folder).secret_key == first
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: local(tmp_path).secret_key, range(40)))
    assert len(set(made)) == 1


def test_a_secret_that_is_given_is_not_written_down(tmp_path: Path) -> None:
    assert local(tmp_path, SECRET_KEY=SECRET).secret_key == SECRET
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match=r"^LAUREL_DATA cannot be used .*file.*: name a folder to write in$"):
        local(tmp_path / "file")


def test_production_is_told_what_it_must_be_told_in_one_go() -> None:
    wrong = problems(SECRET_KEY="", TRUSTED_HOSTS="", LAUREL_LOG_LEVEL="loud")
    assert [line.partition(" ")[0] for line in wrong] == ["SECRET_KEY", "TRUSTED_HOSTS", "LAUREL_LOG_LEVEL"]


def test_production_sends_cookies_over_https_only() -> None:
    assert Settings.from_environment(PRODUCTION).secure_cookies
    assert not Settings.from_environment({**PRODUCTION, "LAUREL_SECURE_COOKIES": "0"}).secure_cookies


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_usual_spelling_of_postgresql_means_the_driver_we_have(scheme: str) -> None:
    settings = Settings.from_environment({**PRODUCTION, "DATABASE_URL": f"{scheme}://app:pw9@db/laurel"})
    assert settings.database_url == PRODUCTION["DATABASE_URL"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://db/laurel"),
        ("DATABASE_URL", "postgresql://db"),
        ("DATABASE_URL", "sqlite:///laurel.sqlite3"),
        ("DATABASE_URL", "sqlite://"),
        ("SECRET_KEY", "short"),
        ("TRUSTED_HOSTS", "https://laurel.example.org"),
        ("TRUSTED_HOSTS", "*"),
        ("LAUREL_SECURE_COOKIES", "perhaps"),
        ("LAUREL_BEHIND_PROXY", "-1"),
        ("LAUREL_BEHIND_PROXY", "²"),
        ("HTMX_URL", "http://example.org/htmx.js"),
        ("HTMX_URL", "//example.org/htmx.js"),
        ("HTMX_URL", "static/htmx.js"),
    ],
)
def test_a_value_that_is_not_understood_is_refused_under_its_name(name: str, value: str) -> None:
    assert [line.partition(" ")[0] for line in problems(**{name: value})] == [name]


def test_a_gateway_needs_its_key_and_a_safe_address_and_keeps_the_key() -> None:
    url = "https://sms.example.org/send"
    assert [line.partition(" ")[0] for line in problems(SMS_URL=url)] == ["SMS_KEY"]
    for wrong in ("http://sms.example.org", "https://", "ftp://sms.example.org", "https://key9@sms.example.org"):
        (said,) = problems(MESSENGER_URL=wrong, MESSENGER_KEY="key9")
        assert said.startswith("MESSENGER_URL is not an address we post to")
    assert problems(SMS_URL=url, SMS_KEY="key 9")[0].startswith("SMS_KEY holds signs")
    found = Settings.from_environment({**PRODUCTION, "SMS_URL": "http://127.0.0.1:8025/x", "SMS_KEY": "key9"})
    assert found.sms_key == "key9"
    assert "key9" not in repr(found)


def test_a_mail_server_needs_an_address_that_mails_come_from_and_keeps_its_password() -> None:
    url = "smtp://anna:pw9@mail.example.org:587"
    assert [line.partition(" ")[0] for line in problems(MAIL_URL=url)] == ["MAIL_FROM"]
    assert problems(MAIL_URL=url, MAIL_FROM="not an address")[0].startswith("MAIL_FROM is")
    for wrong in ("http://anna:pw9@mail.example.org", "smtp://", "smtp://anna:pw9@mail.example.org:x"):
        (said,) = problems(MAIL_URL=wrong, MAIL_FROM="laurel@example.org")
        assert said.startswith("MAIL_URL is not an address we know")
        assert "pw9" not in said
    assert "pw9" not in repr(Settings.from_environment({**PRODUCTION, "MAIL_URL": url, "MAIL_FROM": "a@b.example"}))


def test_hosts_are_split_at_commas() -> None:
    settings = Settings.from_environment({**PRODUCTION, "TRUSTED_HOSTS": " Laurel.example.org , .example.com,"})
    assert settings.trusted_hosts == ("laurel.example.org", ".example.com")


def test_nothing_secret_is_printed() -> None:
    printed = repr(Settings.from_environment(PRODUCTION))
    assert SECRET not in printed
    assert "pw9" not in printed
    assert "pw9" not in str(problems(DATABASE_URL="mysql://app:pw9@db/laurel"))
