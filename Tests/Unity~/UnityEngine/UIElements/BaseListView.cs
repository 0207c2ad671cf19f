namespace UnityEngine.UIElements
{
    public abstract class BaseListView : BaseVerticalCollectionView
    {
    }
}
