using System.Collections;

namespace UnityEngine.UIElements
{
    public abstract class BaseVerticalCollectionView : BindableElement
    {
        public IList itemsSource { get; set; }

        public float fixedItemHeight { get; set; }

        public void RefreshItems()
        {
        }
    }
}
