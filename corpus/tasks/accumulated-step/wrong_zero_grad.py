import torch


def step(weight, bias, micro_batches, lr, most_norm):
    w = torch.tensor(weight, dtype=torch.float64, requires_grad=True)
    b = torch.tensor(bias, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([w, b], lr=lr)
    rows = sum(len(y) for _, y in micro_batches)
    total = 0.0
    for x, y in micro_batches:
        optimizer.zero_grad()
        x, y = torch.tensor(x, dtype=torch.float64), torch.tensor(y, dtype=torch.float64)
        loss = ((x @ w + b - y) ** 2).sum() / rows
        loss.backward()
        total += loss.item()
    torch.nn.utils.clip_grad_norm_([w, b], most_norm)
    optimizer.step()
    return w.tolist(), b.item(), total
