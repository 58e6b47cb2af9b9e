"""Names with the skew of Brazilian ones: a few are everywhere, most are rare. No name belongs to a real person.

The common names and their order follow what anyone knows from public rankings of Brazilian names; the weights are
round numbers, good enough to make a search index sweat, and no statistics.
"""

import random
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, product

from app.clinic.text_keys import fold

_WOMEN = (
    "Maria:117 Ana:31 Francisca:7 Antônia:6 Adriana:6 Juliana:6 Márcia:5.5 Fernanda:5.3 Patrícia:5.3 Aline:5 "
    "Sandra:4.8 Camila:4.7 Amanda:4.6 Bruna:4.6 Jéssica:4.6 Letícia:4.3 Júlia:4.3 Luciana:4.3 Vanessa:4.2 "
    "Mariana:3.8 Gabriela:3.7 Vera:3.5 Vitória:3.4 Larissa:3.3 Cláudia:3.2 Beatriz:3.1 Rita:3 Luana:2.9 Sônia:2.9 "
    "Renata:2.8 Eliane:2.7 Josefa:2.6 Simone:2.5 Natália:2.5 Cristiane:2.4 Carla:2.3 Débora:2.3 Rosângela:2.2 "
    "Jaqueline:2.2 Rosa:2.1 Daniela:2 Aparecida:2 Marlene:2 Terezinha:2 Raimunda:1.9 Andreia:1.8 Fabiana:1.8 "
    "Lúcia:1.8 Raquel:1.7 Ângela:1.7 Rafaela:1.6 Joana:1.6 Luzia:1.6 Elaine:1.5 Daniele:1.5 Regina:1.5 Daiane:1.4 "
    "Alessandra:1.4 Isabela:1.4 Tatiane:1.3 Thaís:1.3 Michele:1.2 Paula:1.2 Helena:1.1 Severina:1.1 Tereza:1.1 "
    "Viviane:1 Sueli:1 Yasmin:0.9 Eduarda:0.9 Edna:0.9 Heloísa:0.8 Zenilda:0.3 Wanessa:0.3 Quitéria:0.2 Úrsula:0.1"
)
_MEN = (
    "José:57 João:30 Antônio:26 Francisco:18 Carlos:15 Paulo:14 Pedro:12 Lucas:11 Luiz:11 Marcos:11 Luís:9 "
    "Gabriel:9 Rafael:8 Daniel:7 Marcelo:7 Bruno:6.6 Eduardo:6.3 Felipe:6 Raimundo:6 Rodrigo:6 Manoel:5.5 "
    "Mateus:5.4 André:5.3 Fernando:5.2 Fábio:5 Leonardo:4.9 Gustavo:4.8 Guilherme:4.7 Leandro:4.6 Tiago:4.5 "
    "Anderson:4.3 Ricardo:4.2 Márcio:4 Jorge:4 Sebastião:3.9 Alexandre:3.8 Roberto:3.7 Edson:3.6 Diego:3.5 "
    "Vitor:3.4 Sérgio:3.3 Cláudio:3.2 Mário:2.5 Severino:2 Geraldo:2 Adriano:2 Wesley:1.5 Walter:1.2 Júlio:1.2 "
    "Wallace:0.8 Valdir:0.8 Ivan:0.7 Otávio:0.5 Ulisses:0.3 Zacarias:0.2"
)
_SURNAMES = (
    "Silva:160 Santos:120 Oliveira:62 Souza:52 Rodrigues:42 Ferreira:40 Alves:38 Pereira:37 Lima:36 Gomes:32 "
    "Ribeiro:27 Carvalho:24 Costa:34 Nascimento:26 Araújo:22 Martins:20 Almeida:20 Barbosa:19 Rocha:18 Soares:16 "
    "Fernandes:16 Vieira:15 Lopes:15 Dias:14 Mendes:13 Freitas:12 Cardoso:12 Ramos:12 Santana:11 Teixeira:11 "
    "Moreira:11 Correia:10 Nunes:10 Melo:10 Cavalcante:9 Batista:9 Campos:8 Monteiro:8 Medeiros:8 Dantas:7 "
    "Castro:7 Bezerra:7 Azevedo:6 Pinto:6 Miranda:6 Macedo:5 Fonseca:5 Andrade:9 Machado:6 Moura:7 Duarte:5 "
    "Bento:3 Queiroz:4 Guimarães:4 Conceição:5 Assunção:2 Galvão:3 Maciel:3 Peixoto:2 Bulhões:0.5 Wanderley:1 "
    "Xavier:3 Zanetti:0.3 Walendowsky:0.1 Ávila:1 Ítalo:0.1 Uchôa:0.5 Yamamoto:0.2 Kobayashi:0.1"
)
_RARE_STARTS = (
    "Adel Alde Ari Bene Clau Cris Dar Dei Edi Eli Erni Euri Fran Gil Gra Hil Iso Ivo Jaci Jai Jose Juci Kel Lau Leo "
    "Luci Mau Nei Nil Ode Os Rai Ray Rena Rosi Sil Tarci Ubi Val Vane Wal Wil Yas Zeli"
)
_RARE_WOMEN = "nalva neide nilda lene mara cleide nara linda ane ziane lucia delma niza vânia sandra tina"
_RARE_MEN = "naldo nildo valdo mar nei son ton nilson berto mário cleiton ran linton zio vandro clécio"
_RARE_FAMILY_STARTS = "Ab Al Bal Bor Cam Car Cor Del Fer Fi Gal Gor Jar Lam Lus Mal Mar Net Pal Per Pim Qui Sab Tav"
_RARE_FAMILY = "ábio ácio aldi anda ario eiros elli endes enho esco iano idal inga olin osa otto uera ujo"
_RARE_SHARE = 0.12
_PARTICLES = {
    "da": "Silva Costa Rocha Conceição Assunção Fonseca Cunha",
    "do": "Nascimento",
    "dos": "Santos Ramos",
    "de": "Souza Oliveira Lima Almeida Araújo Freitas Andrade Azevedo Moura Queiroz Castro Medeiros Carvalho Melo",
}
"""Which particle a surname goes with; half of those who bear it write it."""


@dataclass(frozen=True)
class Names:
    """A pool of names: `shown[i]` folded is `keys[i]`, chosen with the cumulative weight `weights[i]`."""

    shown: tuple[str, ...]
    keys: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, source: random.Random, count: int) -> list[int]:
        """`count` positions in the pool."""
        return source.choices(range(len(self.shown)), cum_weights=self.weights, k=count)


def _pool(common: str, rare: list[str]) -> Names:
    weighted = [(name, float(weight)) for name, weight in (entry.split(":") for entry in common.split())]
    rare_weight = sum(weight for _, weight in weighted) * _RARE_SHARE / (1 - _RARE_SHARE) / len(rare)
    weighted += [(name, rare_weight) for name in rare]
    particles = {name: particle for particle, names in _PARTICLES.items() for name in names.split()}
    shown: list[tuple[str, float]] = []
    for name, weight in weighted:
        if name in particles:
            shown += [(name, weight / 2), (f"{particles[name]} {name}", weight / 2)]
        else:
            shown.append((name, weight))
    return Names(
        tuple(name for name, _ in shown),
        tuple(fold(name) for name, _ in shown),
        tuple(accumulate(weight for _, weight in shown)),
    )


def _rare(starts: str, endings: str) -> list[str]:
    return [start + end for start, end in product(starts.split(), endings.split())]


@cache
def women() -> Names:
    """Given names of women."""
    return _pool(_WOMEN, _rare(_RARE_STARTS, _RARE_WOMEN))


@cache
def men() -> Names:
    """Given names of men."""
    return _pool(_MEN, _rare(_RARE_STARTS, _RARE_MEN))


@cache
def surnames() -> Names:
    """Family names, some with their particle (de, da, dos)."""
    return _pool(_SURNAMES, _rare(_RARE_FAMILY_STARTS, _RARE_FAMILY))


@dataclass(frozen=True)
class SyntheticName:
    """One full name and its folded key."""

    shown: str
    key: str


def draw_names(source: random.Random, given: Names, count: int) -> list[SyntheticName]:
    """`count` full names: one or two given names and two or three surnames."""
    family = surnames()
    parts = [
        (given, given.draw(source, count)),
        (given, given.draw(source, count)),
        (family, family.draw(source, count)),
        (family, family.draw(source, count)),
    ]
    doubled = source.choices((True, False), weights=(40, 60), k=count)
    names = []
    for row in range(count):
        chosen = [(pool, drawn[row]) for place, (pool, drawn) in enumerate(parts) if place != 1 or doubled[row]]
        names.append(
            SyntheticName(
                " ".join(pool.shown[position] for pool, position in chosen),
                " ".join(pool.keys[position] for pool, position in chosen),
            )
        )
    return names
