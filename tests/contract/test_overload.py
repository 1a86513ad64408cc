"""More sign-ins than the hashing pool takes: 503 at once for what does not fit, and reads go on."""

from concurrent.futures import ThreadPoolExecutor

ATTEMPTS = 150
DEAR = {"passwords.memory": "32MiB", "passwords.passes": "4"}
PATIENCE = 120.0  # under a sanitizer the hashes that fit take most of a minute on a busy machine


def post_patiently(server, path, body):
    with server.connect(patience=PATIENCE) as connection:
        return server.post(path, body, connection=connection)


def test_a_flood_of_logins_is_shed_and_reads_go_on(serve):
    server = serve(DEAR)
    person = server.registered()
    pair = server.logged_in(person)
    login = {"email": person.email, "password": person.password}

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        flood = [pool.submit(post_patiently, server, "/auth/login", login) for _ in range(ATTEMPTS)]
        while not all(attempt.done() for attempt in flood):
            assert server.me(pair["access_token"]).status == 200
            assert server.get("/readyz").status == 200
        answers = [attempt.result() for attempt in flood]

    statuses = {answer.status for answer in answers}
    assert statuses == {200, 503}, statuses
    for answer in answers:
        if answer.status == 503:
            assert answer.one("Retry-After").isdigit()
    assert server.logged_in(person), "what was shed counts as no attempt, and the pool is free again"


def test_a_registration_that_does_not_fit_makes_no_user(serve):
    server = serve(DEAR)
    people = [server.new_person() for _ in range(ATTEMPTS)]

    def register(person):
        return post_patiently(server, "/auth/register",
                              {"email": person.email, "password": person.password}).status

    with ThreadPoolExecutor(ATTEMPTS) as pool:
        statuses = list(pool.map(register, people))
    assert set(statuses) == {201, 503}, set(statuses)
    made = server.run("users", "list").out
    for person, status in zip(people, statuses):
        assert (person.email in made) == (status == 201), (person.email, status)
