"""h5rec as a library: a script that records itself, and marks the moments that matter.

python examples/as_a_library.py
"""

import matplotlib.pyplot as plt
import numpy as np

import h5rec

random = np.random.default_rng(10)
drive = np.linspace(0.5, 1.5, 90)  # driving frequency / resonance frequency


def measure(frequency):
    """A pretend lock-in amplifier: amplitude and phase of a driven oscillator, with noise."""
    response = 1 / (1 - frequency**2 + 0.09j * frequency)
    return np.abs(response) + random.normal(scale=0.08), np.angle(response, deg=True)


# Figures that are opened inside this block are recorded; with live=True they are shown in browsers, too.
with h5rec.record("recordings/resonance.h5rec", overwrite=True):
    fig, (ax_a, ax_p) = plt.subplots(2, sharex=True, figsize=(8, 5.4))
    (amplitude_line,) = ax_a.plot([], [], "o-", color="tab:blue", ms=4, lw=1)
    (phase_line,) = ax_p.plot([], [], "o-", color="tab:orange", ms=4, lw=1)
    peak = ax_a.axvline(np.nan, color="tab:red", lw=1, ls="--")
    ax_a.set(ylim=(0, 13), ylabel="amplitude", title="A resonance, measured point by point")
    ax_p.set(
        xlim=(0.48, 1.52), ylim=(-190, 10), xlabel="frequency / resonance frequency", ylabel="phase (degrees)"
    )
    for ax in (ax_a, ax_p):
        ax.grid(alpha=0.25)
        ax.spines[["top", "right"]].set_visible(False)
    fig.tight_layout()

    h5rec.mark("sweep starts")
    amplitudes, phases = [], []
    for i, frequency in enumerate(drive):
        amplitude, phase = measure(frequency)
        amplitudes.append(amplitude)
        phases.append(phase)
        if len(phases) > 1 and phases[-2] > -90 >= phases[-1]:
            h5rec.mark(f"phase passes -90 degrees at {frequency:.3f}")
        peak.set_xdata([drive[np.argmax(amplitudes)]] * 2)
        amplitude_line.set_data(drive[: i + 1], amplitudes)
        phase_line.set_data(drive[: i + 1], phases)
        plt.pause(0.05)
    h5rec.mark("sweep ends")
