"""The painter's words: each with what it means. A plural with s needs no entry of its own."""

from __future__ import annotations


def _table(**meanings: str) -> dict[str, str]:
    """Comma-separated words to what they mean."""
    return {
        word.strip(): meaning.replace("_", " ")
        for meaning, words in meanings.items()
        for word in words.split(",")
    }


SUBJECTS = _table(
    sea="sea, ocean, seaside, seascape, coast, shore, wave, surf, harbour, harbor, bay",
    beach="beach, beaches, sand beach, seashore",
    lake="lake, pond, lagoon, fjord, reservoir",
    river="river, stream, brook, creek",
    mountains="mountain, peak, alp, summit, volcano, ridge, cliff, rocky mountains",
    hills="hill, valley, meadow, countryside, pasture, landscape, field, grassland, vineyard",
    desert="desert, dune, sahara, sand",
    forest="forest, tree, wood, woodland, jungle, pine, fir, grove, birch",
    flowers="flower, blossom, tulip, poppy, poppies, rose, daisy, daisies, lavender field, "
    "field of flowers, sunflower, wildflower, garden, bouquet",
    city="city, cities, skyline, skyscraper, town, metropolis, building, downtown, cityscape, "
    "architecture, tower",
    street="street, alley, avenue, road, highway, crossing",
    clouds="cloud, cloudy, cumulus, overcast",
    sky="sky, skies, heaven, horizon, air",
    stars="star, starry, constellation, milky way, stargazing",
    moon="moon, moonlight, moonlit, moonrise, full moon, crescent",
    sun="sun, sunshine, sunbeam, sunlight",
    aurora="aurora, northern light, polar light, aurora borealis",
    galaxy="galaxy, galaxies, nebula, nebulae, cosmos, universe, space, outer space",
    planet="planet, saturn, jupiter, mars, gas giant",
    rain="rain, rainy, drizzle, downpour, monsoon",
    snow="snow, snowfall, blizzard, snowing, snowflake",
    fog="fog, foggy, mist, misty, haze, hazy",
    storm="storm, thunderstorm, lightning, thunder, tempest, hurricane",
    abstract="abstract, abstraction, background, wallpaper",
    gradient="gradient, blur, mesh gradient, blurred",
    swirl="swirl, swirling, spiral, vortex, whirl, twirl",
    marble="marble, marbled, agate, onyx, granite",
    smoke="smoke, smoky, fume, vapour, vapor, flame, fire",
    silk="silk, satin, velvet, flow, flowing, liquid, fluid, fold",
    bokeh="bokeh, fairy light, out of focus",
    paper="paper, paper cut, cut paper, contour, topographic",
    pattern="pattern, geometric, ornament, textile, fabric, tileable, seamless",
    stripes="stripe, striped, line pattern",
    dots="dot, dotted, polka dot, polka, spot",
    tiles="tile, tiled, tiling, azulejo",
    scales="wave pattern, pattern of wave, seigaiha, fish scale",
    checks="check, checked, checkerboard, chequered, plaid, tartan, gingham, chessboard",
    triangles="triangle, triangular, low poly, polygon, facet",
    hexagons="hexagon, hexagonal, honeycomb",
    mosaic="mosaic, stained glass, terrazzo, tessellation",
)
LIGHTS = _table(
    dawn="dawn, sunrise, daybreak, morning, early light",
    day="noon, midday, day, daylight, afternoon, sunny, blue sky, sunshine",
    golden="golden hour, golden light, late afternoon, warm light",
    sunset="sunset, sundown, evening, afterglow",
    dusk="dusk, twilight, blue hour, gloaming",
    night="night, nighttime, midnight, moonlight, moonlit, starry, nocturnal, milky way, aurora, "
    "northern light",
    neon="neon, cyberpunk, synthwave, vaporwave, retrowave",
    storm="storm, stormy, overcast, thunderstorm, rain, rainy, tempest, gloomy, cloudy",
    fog="fog, foggy, mist, misty, snow, snowing, snowfall, blizzard",
)
SEASONS = _table(
    spring="spring, springtime, april, blossom",
    summer="summer, july, tropical",
    autumn="autumn, autumnal, fall, october, fall foliage",
    winter="winter, wintry, january, snow, snowy, frozen, ice, icy, arctic, snowfall",
)
MOODS = _table(
    calm="calm, quiet, still, peaceful, serene, tranquil, gentle, soft",
    stormy="stormy, wild, dramatic, rough, raging, turbulent, storm",
    dark="dark, gloomy, moody, ominous, sombre, somber",
    bright="bright, light, airy, radiant, luminous, sunny",
    pastel="pastel, pale, soft colour, soft color, delicate",
    vivid="vivid, colourful, colorful, saturated, vibrant, neon, psychedelic, rainbow",
    minimal="minimal, minimalist, minimalistic, simple, clean",
    warm="warm, hot, cosy, cozy, fiery, fire, flame",
    cold="cold, cool, chilly, frosty, icy, frozen",
    full="full moon",
    crescent="crescent, half moon, new moon",
    muted="muted, faded, vintage, desaturated, subdued",
)
STYLES = _table(
    photo="photo, photograph, photographic, photorealistic, realistic, camera",
    watercolor="watercolor, watercolour, aquarelle, gouache",
    oil="oil, oil painting, impressionist, impressionism, impasto, painting, painted, acrylic",
    poster="poster, flat, vector, screen print, risograph, travel poster, illustration",
    pixel_art="pixel, pixel art, pixelated, bit",
    line_art="line art, line drawing, sketch, ink drawing, drawing, engraving, etching, pencil",
    blueprint="blueprint, technical drawing, cyanotype",
)
COLORS = {
    "golden": 0xFFC83D, "scarlet": 0xFF2400, "emerald": 0x2FA866, "amber": 0xFFB000,
    "rose": 0xE8688A, "mint": 0x98E4C1, "cream": 0xFFF3D6, "ultramarine": 0x3023AE,
    "cobalt": 0x0047AB, "ochre": 0xCC7722, "lilac": 0xC8A2C8, "peach": 0xFFC9A3,
    "mustard": 0xE1AD01, "burgundy": 0x800020, "copper": 0xB87333, "bronze": 0xCD7F32,
    "sapphire": 0x0F52BA, "ruby": 0xB0113F, "charcoal": 0x36454F, "purplish": 0x8A4B9E,
}  # fmt: skip
"""Colours that CSS has no name for."""
PARTS = {
    "hills": "grass", "forest": "leaf", "flowers": "flowers", "desert": "sand", "sea": "water",
    "lake": "water", "river": "water", "sky": "sky", "clouds": "cloud", "beach": "sand",
    "mountains": "rock",
}  # fmt: skip
"""What a colour right before a subject paints: "green hills" have green grass under a blue sky."""
FLOWERS = {
    "poppy": 0xE03A2A, "poppies": 0xE03A2A, "lavender": 0x8A6CC8, "sunflower": 0xF5C02C,
    "sunflowers": 0xF5C02C, "daisy": 0xFFFDF4, "daisies": 0xFFFDF4, "roses": 0xD8456A,
    "tulips": 0xE8485A,
}  # fmt: skip
"""Flowers that have a colour of their own."""
NOT_COLORS = frozenset(
    {
        "snow",
        "golden hour",
        "golden light",
        "blue hour",
        "rose garden",
        "lavender field",
        "lavender fields",
    }
)
"""Words that are colours of CSS, or begin with one, and are meant otherwise in a prompt."""
