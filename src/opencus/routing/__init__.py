"""Planning rides and home visits: an island without Django that anyone may use as a library."""

from opencus.routing.checker import Report, check
from opencus.routing.problem import Break, Call, Invalid, Link, Problem, Request, Stop, Vehicle, Window
from opencus.routing.solution import Reason, Solution, Tour, Unserved, Visited
from opencus.routing.solver import Manner, Progress, Unsound, solve
from opencus.routing.stop import GoodEnough, MaxIterations, MaxRuntime

__all__ = [
    "Break", "Call", "GoodEnough", "Invalid", "Link", "Manner", "MaxIterations", "MaxRuntime", "Problem", "Progress", "Reason", "Report",
    "Request", "Solution", "Stop", "Tour", "Unserved", "Unsound", "Vehicle", "Visited", "Window", "check", "solve",
]  # fmt: skip
