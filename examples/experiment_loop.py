"""An experiment that polls an instrument: plt.pause() in an ordinary loop.

The script does not know that it is recorded. Without --fast its time is real: every reading is taken
when it would be taken without h5rec.

    h5rec record --live examples/experiment_loop.py
"""

import matplotlib.pyplot as plt
import numpy as np


class Cryostat:
    """A pretend instrument: cools towards its set point, with noise."""

    def __init__(self, seed=1):
        self.random = np.random.default_rng(seed)
        self.temperature = 292.0
        self.set_point = 77.0
        self.heater = 0.0

    def read(self):
        """Temperature in K and heater power in W, as the instrument would answer them."""
        self.heater = float(np.clip(1.8 * (self.set_point - self.temperature) + 21, 0, 50))
        self.temperature += 0.055 * (40 - self.temperature) + 0.09 * self.heater
        noise = self.random.normal(scale=0.6, size=2)
        return self.temperature + noise[0], max(0.0, self.heater + noise[1])


cryostat = Cryostat()
polls, period = 110, 0.1
times, temperatures, powers = [], [], []

fig, (ax_t, ax_p) = plt.subplots(2, sharex=True, figsize=(8, 5), height_ratios=(2, 1))
fig.suptitle("Cooling down", fontweight="bold")
(line_t,) = ax_t.plot([], [], color="tab:blue", lw=1.8)
(now_t,) = ax_t.plot([], [], "o", color="tab:blue", ms=7, mec="white")
ax_t.axhline(cryostat.set_point, color="0.4", lw=1, ls="--")
ax_t.text(0.1, cryostat.set_point + 4, "set point 77 K", color="0.35", fontsize=9)
ax_t.set(ylabel="temperature (K)", ylim=(50, 305))
reading = ax_t.text(0.98, 0.93, "", transform=ax_t.transAxes, ha="right", va="top", fontsize=18)
(line_p,) = ax_p.plot([], [], color="tab:red", lw=1.5, drawstyle="steps-post")
ax_p.set(xlabel="time (s)", ylabel="heater (W)", xlim=(0, polls * period), ylim=(0, 30))
for ax in (ax_t, ax_p):
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
fig.tight_layout()

for poll in range(polls):
    temperature, power = cryostat.read()
    times.append(poll * period)
    temperatures.append(temperature)
    powers.append(power)

    line_t.set_data(times, temperatures)
    now_t.set_data(times[-1:], temperatures[-1:])
    line_p.set_data(times, powers)
    reading.set_text(f"{temperature:.1f} K")
    if poll % 20 == 0:
        print(f"{times[-1]:4.1f} s  {temperature:6.1f} K  {power:5.1f} W")

    plt.pause(period)  # draws what has changed, then waits for the next reading
