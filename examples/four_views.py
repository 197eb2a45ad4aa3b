"""A 2 x 2 grid: one driven pendulum, seen as a signal, in phase space, by its energy and by its spectrum."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

# Integrate the whole run first (semi-implicit Euler).
dt, steps, frames = 0.02, 6000, 120
angle, speed = np.empty(steps), np.empty(steps)
a, w = 0.3, 0.0
for step in range(steps):
    w += dt * (-np.sin(a) - 0.12 * w + 0.62 * np.cos(0.66 * step * dt))
    a += dt * w
    angle[step], speed[step] = a, w
time = np.arange(steps) * dt
energy = 0.5 * speed**2 + 1 - np.cos(angle)

fig, axes = plt.subplots(2, 2, figsize=(9, 6))
(signal, phase), (power, spectrum) = axes
fig.suptitle("A driven pendulum, four ways", fontweight="bold")

(signal_line,) = signal.plot([], [], color="tab:blue", lw=1.2)
signal.set(
    title="signal",
    xlabel="time",
    ylabel="angle",
    xlim=(0, time[-1]),
    ylim=(angle.min() - 0.3, angle.max() + 0.3),
)
(phase_line,) = phase.plot([], [], color="tab:purple", lw=0.8, alpha=0.8)
(phase_dot,) = phase.plot([], [], "o", color="tab:purple", ms=8, mec="white")
phase.set(
    title="phase space",
    xlabel="angle",
    ylabel="speed",
    xlim=(angle.min() - 0.3, angle.max() + 0.3),
    ylim=(-3, 3),
)
(power_line,) = power.plot([], [], color="tab:orange", lw=1.2)
power.set(title="energy", xlabel="time", ylabel="energy", xlim=(0, time[-1]), ylim=(0, energy.max() * 1.08))
(spectrum_line,) = spectrum.semilogy([], [], color="tab:green", lw=1.2)
spectrum.set(title="spectrum", xlabel="frequency", ylabel="power", xlim=(0, 0.6), ylim=(1e-6, 1e1))
for ax in axes.flat:
    ax.grid(alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
fig.tight_layout()


def update(frame):
    """Show everything up to now."""
    end = (frame + 1) * steps // frames
    signal_line.set_data(time[:end], angle[:end])
    phase_line.set_data(angle[:end], speed[:end])
    phase_dot.set_data(angle[end - 1 : end], speed[end - 1 : end])
    power_line.set_data(time[:end], energy[:end])
    window = np.hanning(end) * speed[:end]
    spectrum_line.set_data(np.fft.rfftfreq(end, dt), np.abs(np.fft.rfft(window) / end * 4) ** 2 + 1e-12)


animation = FuncAnimation(fig, update, frames=frames, interval=50, repeat=False)
plt.show()
