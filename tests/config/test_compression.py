import gzip

from factories import ProjectFactory


def test_pages_travel_compressed(client, plan):
    for number in range(20):
        ProjectFactory(program__theme__axis__plan=plan, number=str(number), key=str(number))
    plain = client.get(f"/{plan.key}/proyectos/")
    packed = client.get(f"/{plan.key}/proyectos/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Proyecto" in gzip.decompress(packed.content).decode()
    assert len(packed.content) < len(plain.content) / 3
