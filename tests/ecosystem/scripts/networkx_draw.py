"""NetworkX: a walk through a club, one member after the other."""

import matplotlib.pyplot as plt
import networkx as nx
from matplotlib.animation import FuncAnimation

club = nx.karate_club_graph()
places = nx.kamada_kawai_layout(club)
walk = list(nx.bfs_tree(club, 0))

fig, ax = plt.subplots(figsize=(7, 6), num="club")


def update(step):
    """Show who has been met by now."""
    ax.clear()
    met = set(walk[: 1 + 6 * step])
    nx.draw_networkx_edges(club, places, ax=ax, alpha=0.4)
    nx.draw_networkx_nodes(
        club, places, ax=ax, node_color=["C1" if n in met else "C0" for n in club], edgecolors="k"
    )
    nx.draw_networkx_labels(club, places, ax=ax, font_size=7, font_color="w")
    ax.set_title(f"{len(met)} met")


animation = FuncAnimation(fig, update, frames=6, init_func=lambda: None, interval=100, repeat=False)

directed, right = plt.subplots(num="arrows")
tree = nx.balanced_tree(2, 2, create_using=nx.DiGraph)
nx.draw(
    tree, nx.bfs_layout(tree, 0), ax=right, with_labels=True, node_shape="s", connectionstyle="arc3,rad=0.2"
)
nx.draw_networkx_edge_labels(tree, nx.bfs_layout(tree, 0), {(0, 1): "first", (0, 2): "second"}, ax=right)
plt.show()
