"""How large a city is. Tests make one at a hundredth of the size by the same machinery."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """What is counted at the end; visits are more than work orders, as some need two."""

    engineers: int = 100
    clients: int = 150
    chain_objects: int = 300
    objects: int = 2_000
    finished: int = 50_000
    open_work: int = 1_000
    fresh_requests: int = 40

    def scaled(self, parts: int) -> "Size":
        """The same city `parts` times smaller, with enough of everything to be one."""
        return Size(
            engineers=max(self.engineers // parts, 10),
            clients=max(self.clients // parts, 24),
            chain_objects=max(self.chain_objects // parts, 12),
            objects=max(self.objects // parts, 200),
            finished=self.finished // parts,
            open_work=max(self.open_work // parts, 40),
            fresh_requests=max(self.fresh_requests // parts, 3),
        )


CITY = Size()
