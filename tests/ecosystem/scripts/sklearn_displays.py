"""Scikit-learn: the Display objects of a classifier."""

import matplotlib.pyplot as plt
from sklearn.calibration import CalibrationDisplay
from sklearn.datasets import make_moons
from sklearn.inspection import DecisionBoundaryDisplay, PartialDependenceDisplay
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay, DetCurveDisplay, PrecisionRecallDisplay, RocCurveDisplay

points, side = make_moons(200, noise=0.3, random_state=3)
model = LogisticRegression().fit(points, side)
guess = model.predict_proba(points)[:, 1]

fig, axes = plt.subplots(2, 3, figsize=(12, 7.5), num="displays")
ConfusionMatrixDisplay.from_estimator(model, points, side, display_labels=["inner", "outer"], ax=axes[0, 0])
RocCurveDisplay.from_predictions(side, guess, name="moons", plot_chance_level=True, ax=axes[0, 1])
PrecisionRecallDisplay.from_predictions(side, guess, name="moons", ax=axes[0, 2])
DetCurveDisplay.from_predictions(side, guess, name="moons", ax=axes[1, 0])
CalibrationDisplay.from_predictions(side, guess, n_bins=5, name="moons", ax=axes[1, 1])
boundary = DecisionBoundaryDisplay.from_estimator(
    model, points, response_method="predict", alpha=0.4, ax=axes[1, 2]
)
boundary.ax_.scatter(*points.T, c=side, edgecolors="k", s=15)
boundary.ax_.set_title("two moons")
fig.tight_layout()

PartialDependenceDisplay.from_estimator(
    model, points, [0, 1], kind="both", subsample=20, random_state=1, feature_names=["east", "north"]
)
plt.show()
