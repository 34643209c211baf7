"""Places of a plan that lie far from any road: what is said of the way there is less certain."""

from backend.desk.models import WorkOrder
from backend.dispatch.assemble import DayInput
from backend.dispatch.planner.travel import RoadTimes


def far_places(given: DayInput, times: RoadTimes) -> list[dict[str, object]]:
    """Names of objects the road server moved to a road, with the metres, the farthest first.

    A base that lies so has no object; it is told by an empty name.
    """
    metres = {each.index: round(each.distance_m) for each in times.far}
    works = {stop.place: given.stop_works[stop.id][0] for stop in given.stops}
    asked = [works[place] for place in metres if place in works]
    orders = WorkOrder.objects.select_related("object").in_bulk(asked)
    farthest = sorted(metres.items(), key=lambda each: -each[1])
    return [
        {"name": str(orders[works[place]].object) if place in works else "", "m": far_m}
        for place, far_m in farthest
    ]
