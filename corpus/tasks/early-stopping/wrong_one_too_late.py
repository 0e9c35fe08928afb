import math


class EarlyStopping:
    def __init__(self, patience, least=0.0):
        self.patience, self.least = patience, least
        self.best, self.waited, self.weights = math.inf, 0, None

    def update(self, loss, weights):
        if self.best - loss > self.least:
            self.best, self.waited, self.weights = loss, 0, list(weights)
        else:
            self.waited += 1
        return self.waited > self.patience
