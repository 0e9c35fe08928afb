import numpy as np


def an_empty_cluster_gives_no_nan(code, expect):
    centres, labels = code.k_means(np.ones((6, 2)), 3)
    expect.true(bool(np.isfinite(centres).all()), "finite centres", centres)
    expect.equal((centres.shape, labels.shape), ((3, 2), (6,)))


def every_label_is_the_nearest_centre(code, expect):
    data = np.random.default_rng(0).normal(size=(200, 3))
    for steps in (1, 2, 300):
        centres, labels = code.k_means(data, 4, steps, 1e-9)
        nearest = ((data[:, None] - centres[None]) ** 2).sum(axis=2).argmin(axis=1)
        expect.true(bool((labels == nearest).all()), f"nearest centres after at most {steps} steps")


def every_centre_is_the_mean_of_its_points(code, expect):
    data = np.random.default_rng(1).normal(size=(120, 2))
    centres, labels = code.k_means(data, 3, 500, 1e-12)
    for j in range(3):
        expect.close(centres[j], data[labels == j].mean(axis=0), 1e-6)


def far_clusters_are_all_found(code, expect):
    rng = np.random.default_rng(2)
    points = np.concatenate([rng.normal(size=(30, 2)) * 0.1 + centre for centre in ((0, 0), (100, 0), (0, 100), (100, 100))])
    best = min(
        float(((points - centres[labels]) ** 2).sum())
        for centres, labels in (code.k_means(points, 4, 100, 1e-4, seed) for seed in range(3))
    )
    expect.true(best < 20, "the four clusters", best)


def more_clusters_than_points_raise(code, expect):
    expect.raises("ValueError", code.k_means, np.ones((2, 2)), 3)


def the_same_seed_gives_the_same_result(code, expect):
    data = np.random.default_rng(3).normal(size=(50, 2))
    expect.equal(code.k_means(data, 3)[0], code.k_means(data, 3)[0])


def the_points_stay_as_they_are(code, expect):
    data = np.random.default_rng(4).normal(size=(20, 2))
    kept = code.keep(data)
    code.k_means(kept, 2)
    expect.equal(code.show(kept), data)
