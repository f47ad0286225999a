"""What crawlers are told."""


def test_a_demonstration_is_closed_to_crawlers(client, settings, db):
    settings.DEMONSTRATION = True
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_elsewhere_only_private_parts_are_closed(client, settings, db):
    settings.DEMONSTRATION = False
    assert client.get("/robots.txt").content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /bureau/",
        "Disallow: /mon-espace/",
        "Disallow: /demande/",
        "Disallow: /compte/",
    ]
