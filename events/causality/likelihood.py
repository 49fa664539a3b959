"""What the words of likelihood weigh (ICD 203, US analytic standards)."""

from fractions import Fraction

from django.core.exceptions import ValidationError

from events.choices import Likelihood

#: The midpoint of each word's band of per cent: 1–5, 5–20, 20–45, 45–55, 55–80, 80–95, 95–99.
_WEIGHTS = {
    Likelihood.ALMOST_NO_CHANCE: Fraction(3, 100),
    Likelihood.VERY_UNLIKELY: Fraction(25, 200),
    Likelihood.UNLIKELY: Fraction(65, 200),
    Likelihood.ROUGHLY_EVEN_CHANCE: Fraction(1, 2),
    Likelihood.LIKELY: Fraction(135, 200),
    Likelihood.VERY_LIKELY: Fraction(175, 200),
    Likelihood.ALMOST_CERTAIN: Fraction(97, 100),
}
_UNJUDGED = Fraction(1, 2)


def weight(likelihood: str) -> Fraction:
    """Return the midpoint of a word's band, between 0 and 1; blank, which nobody judged, is a half."""
    return _WEIGHTS[Likelihood(likelihood)] if likelihood else _UNJUDGED


def at_least(likelihood: str) -> list[str]:
    """Return the words from this one up, in rising order; blank is never among them.

    :raises ValidationError: ``min_likelihood``, code ``BAD_USER_INPUT``, for a word that ICD 203 does not have.
    """
    words = [word.value for word in Likelihood]
    if likelihood not in words:
        message = f"There is no likelihood {likelihood}."
        raise ValidationError({"min_likelihood": ValidationError(message, code="BAD_USER_INPUT")})
    return words[words.index(likelihood) :]
