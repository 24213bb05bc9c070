//! Cycles in what should have none.

use std::collections::{HashMap, VecDeque};

/// A shortest cycle out of every knot of a directed graph, where `edges[n]` are the nodes that node
/// `n` leads to. A knot is a largest set of nodes of which each leads to every other (a strongly
/// connected component); where nodes lead to one node at most, each knot is one cycle, and all are found.
///
/// Each cycle starts at the least node of its knot and follows the edges; the cycles are in the order
/// of their first nodes. Takes time and space in proportion to nodes and edges.
pub fn cycles(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let knot = knots(edges);
    let mut cycles = Vec::new();
    let mut done = vec![false; edges.len()];
    for start in 0..edges.len() {
        if !std::mem::replace(&mut done[knot[start]], true) {
            cycles.extend(shortest(edges, &knot, start));
        }
    }
    cycles
}

/// A shortest way from a node back to itself within its knot.
fn shortest(edges: &[Vec<usize>], knot: &[usize], start: usize) -> Option<Vec<usize>> {
    let mut came_from = HashMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        for &next in &edges[node] {
            if next == start {
                let mut cycle = vec![node];
                while let Some(&before) = cycle.last().and_then(|last| came_from.get(last)) {
                    cycle.push(before);
                }
                cycle.reverse();
                return Some(cycle);
            }
            if knot[next] == knot[start] && !came_from.contains_key(&next) {
                came_from.insert(next, node);
                queue.push_back(next);
            }
        }
    }
    None
}

/// For every node a node that stands for its knot (Tarjan's algorithm, without recursion, so that a
/// long chain cannot overflow the stack).
fn knots(edges: &[Vec<usize>]) -> Vec<usize> {
    const UNSEEN: usize = usize::MAX;
    let mut number = vec![UNSEEN; edges.len()];
    let mut lowest = vec![UNSEEN; edges.len()];
    let mut knot = vec![UNSEEN; edges.len()];
    let mut open = Vec::new();
    let mut count = 0;
    for root in 0..edges.len() {
        let mut calls = if number[root] == UNSEEN { vec![(root, 0)] } else { Vec::new() };
        while let Some(call) = calls.last_mut() {
            let (node, edge) = *call;
            call.1 += 1;
            if edge == 0 {
                number[node] = count;
                lowest[node] = count;
                count += 1;
                open.push(node);
            }
            match edges[node].get(edge) {
                Some(&next) if number[next] == UNSEEN => calls.push((next, 0)),
                Some(&next) if knot[next] == UNSEEN => lowest[node] = lowest[node].min(number[next]),
                Some(_) => {}
                None => {
                    calls.pop();
                    if let Some(&(parent, _)) = calls.last() {
                        lowest[parent] = lowest[parent].min(lowest[node]);
                    }
                    if lowest[node] == number[node] {
                        while let Some(member) = open.pop() {
                            knot[member] = node;
                            if member == node {
                                break;
                            }
                        }
                    }
                }
            }
        }
    }
    knot
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(edges: &[&[usize]], expected: &[&[usize]]) {
        let edges: Vec<Vec<usize>> = edges.iter().map(|to| to.to_vec()).collect();
        assert_eq!(cycles(&edges), expected);
    }

    #[test]
    fn each_knot_gives_one_cycle() {
        check(&[], &[]);
        check(&[&[1], &[2], &[]], &[]);
        check(&[&[0]], &[&[0]]);
        check(&[&[1], &[2], &[1]], &[&[1, 2]]);
        check(&[&[2], &[0], &[1]], &[&[0, 2, 1]]);
        check(&[&[3], &[2], &[1], &[0]], &[&[0, 3], &[1, 2]]);
        // The short way through a knot is taken.
        check(&[&[1], &[2, 0], &[0]], &[&[0, 1]]);
    }

    #[test]
    fn a_long_chain_does_not_overflow() {
        let nodes = 200_000;
        let edges: Vec<Vec<usize>> = (0..nodes).map(|n| vec![(n + 1) % nodes]).collect();
        assert_eq!(cycles(&edges).len(), 1);
    }

    proptest! {
        /// What is given is a cycle; and taking one edge out of each cycle again and again ends
        /// without any, so that none is missed.
        #[test]
        fn cycles_are_cycles_and_none_is_missed(
            edges in proptest::collection::vec(proptest::collection::vec(0usize..8, 0..4), 8),
        ) {
            let mut edges = edges;
            let mut rounds = 0;
            loop {
                let found = cycles(&edges);
                if found.is_empty() {
                    break;
                }
                for cycle in &found {
                    for (i, node) in cycle.iter().enumerate() {
                        prop_assert!(edges[*node].contains(&cycle[(i + 1) % cycle.len()]));
                    }
                }
                for cycle in found {
                    let next = cycle[1 % cycle.len()];
                    edges[cycle[0]].retain(|&to| to != next);
                }
                rounds += 1;
                prop_assert!(rounds <= 64);
            }
            // Without cycles, taking away nodes that lead nowhere takes away all.
            let mut left: Vec<usize> = (0..edges.len()).collect();
            loop {
                let before = left.len();
                let now = left.clone();
                left.retain(|&n| edges[n].iter().any(|to| now.contains(to)));
                if left.len() == before {
                    break;
                }
            }
            prop_assert!(left.is_empty());
        }
    }
}
